import Foundations
import HTTPEngine
import JSONTree

extension ScenarioRun {
    func take(_ step: Step, _ index: Int) throws(Halt) {
        switch step.action {
        case .send(let request, let times, let expect):
            try send(request, times: times, expect: expect, step, index)
        case .advance(let span): try advance(span)
        case .inbox(let recipient, let expect): try readInbox(recipient, expect, step)
        case .webhook(let pattern): try readWebhook(pattern, step, index)
        case .together(let requests, let groups): try sendTogether(requests, groups, step, index)
        }
    }

    private func advance(_ span: TimeSpan) throws(Halt) {
        guard context.target.can(.clock) else {
            let rest = wait.begin(span, now: Environment.monotonicMilliseconds())
            return context.waits.rest(rest, for: .patience)
        }
        let id = organization?.organizationId
        clock.learn(
            try controlled { door throws(ControlFailure) in try door.advance(span, organization: id)
            })
    }

    private func readInbox(
        _ recipient: Template, _ expect: [AnswerBlock], _ step: Step
    ) throws(Halt) {
        let to = try filled(recipient)
        guard context.target.can(.inbox) else {
            let message = try messageElsewhere(to)
            return try keep(step.keep, HTTPResponse(status: 200), message, isChecked: false)
        }
        let id = organization?.organizationId
        let message = try controlled { door throws(ControlFailure) in
            try door.message(to: to, organization: id, within: context.target.inboxWait)
        }
        guard let message else {
            let reason = "no message for \(to) in the inbox"
            throw result.findings.isEmpty ? .blocked(reason) : .incomplete(reason)
        }
        result.mask.add(message["code"]?.string, as: "CODE")
        checkMessage(expect, message)
        try keep(step.keep, HTTPResponse(status: 200), message, isChecked: false)
    }

    /// A message of which only the code is known.
    private func messageElsewhere(_ to: String) throws(Halt) -> JSONNode {
        let code: String
        do throws(CodeReader.Failure) {
            code = try context.codes.code(
                to: to, since: sentAt[to] ?? Environment.now(),
                isOneOfSeveral: unread[to, default: 0] > 1)
            unread[to] = 0
        } catch {
            switch error {
            case .none(let reason): throw .blocked("no code for \(to): \(reason)")
            case .stale(let reason): throw .inconclusive(reason)
            case .unusable(let reason): throw fatal(.unusable(reason))
            }
        }
        result.mask.add(code, as: "CODE")
        return ["to": JSONNode(to), "code": JSONNode(code)]
    }

    private func send(
        _ pattern: RequestPattern, times: Int, expect: [AnswerBlock]?, _ step: Step, _ index: Int
    ) throws(Halt) {
        var isChecked = false
        for repetition in 1...times {
            let start = Environment.monotonicMilliseconds()
            let request = try request(pattern)
            let entry = try enter(pattern, request)
            let response: HTTPResponse
            do throws(TransportFailure) {
                response = try call(request, isExpected: expect?.names(429) ?? false)
            } catch {
                result.add(step: index, request, nil)
                try noAnswer(error, expect ?? [], index)
                return
            }
            let body = learn(request, response, index)
            try note(response, to: request, entry: entry)
            if try isLeftOut(pattern, response, body, to: request, step, expect, since: start) {
                return
            }
            // A limit answers before the API does: whatever it expects of a refusal, this is none of it.
            let isExpected =
                (response.status == 429 && !context.target.hasControl && !isFull(response)
                    ? expect?.names(429) : expect?.allows(response.status)) ?? false
            try requireUndisturbed(
                response, expect, body, since: start, isPreflight: request.method == "OPTIONS")
            try requireNewNumber(request, response, isExpected: isExpected)
            if !isExpected {
                try requireRoom(pattern, response)
                try requireHighestBid(pattern, response)
            }
            if let expect {
                let before = result.findings.count
                let isFine = try check(expect, response, body, since: start)
                isChecked = isChecked || !isFine
                try requirePunctuality(isExpected, response, findings: before)
            } else if !(200..<300).contains(response.status) {
                throw .blocked("a set-up step answered \(response.status)")
            }
            if repetition == times {
                try keep(
                    step.keep, response, body, expect?.first, isChecked: isChecked, of: pattern)
            }
        }
    }

    /// Ends a scenario that is built on a call which the target does not serve; whether only this call is
    /// left out, since nothing can be built on one that was to be refused.
    private func isLeftOut(
        _ pattern: RequestPattern, _ response: HTTPResponse, _ body: JSONNode?,
        to request: HTTPRequest, _ step: Step, _ expect: [AnswerBlock]?, since start: Int
    ) throws(Halt) -> Bool {
        guard let served = context.served, !(expect?.names(response.status) ?? false) else {
            return false
        }
        // Of a class such as 4xx, an answer is right or wrong by all that is expected of it.
        if let expect, expect.allows(response.status),
            expect.allSatisfy({ isSatisfied($0, response, body, since: start) })
        {
            return false
        }
        let absence = served.absence(
            pattern, response, to: request, in: scenario.name,
            below: context.target.address.basePath
        ) { request in
            try? call(request, isExpected: false)
        }
        guard let absence else { return false }
        guard let expect, expect.refuses, step.keep.isEmpty else { throw .notJudged(absence) }
        unlike = absence
        result.notes.append(absence)
        return true
    }

    /// Ends a scenario at an answer that the API did not give, unless it is all that is expected.
    func requireUndisturbed(
        _ response: HTTPResponse, _ expect: [AnswerBlock]? = nil, _ body: JSONNode? = nil,
        since start: Int = 0, isPreflight: Bool = false
    ) throws(Halt) {
        // What answers OPTIONS speaks by its status and its head: no body is read.
        var disturbance = isPreflight ? nil : Disturbance(response)
        if let found = disturbance, !found.passes, let expect,
            expect.allSatisfy({ isSatisfied($0, response, body, since: start) })
        {
            disturbance = nil
        }
        context.disturbances.count((disturbance?.text).map(result.mask.maskedAnswer))
        guard let disturbance else { return }
        let advice = disturbance.advice.map { ": \($0)" } ?? ""
        throw .disturbed(disturbance.text + advice, passes: disturbance.passes)
    }

    private func isSatisfied(
        _ block: AnswerBlock, _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) -> Bool {
        let evidence = context.suite.clauses[(block.clause ?? scenario.clause).id]?.evidence
        // What nobody promised is no reason to take an answer for another's.
        guard evidence?.severity(strict: context.isStrict) != .note, applies(block.condition) else {
            return true
        }
        let blocks = block.alternatives?.blocks.map(\.1) ?? [block]
        return blocks.contains { mismatches($0, response, body, since: start).isEmpty }
    }

    /// Sends a request, unless it would change what may only be read.
    private func call(
        _ request: HTTPRequest, isExpected: Bool
    ) throws(TransportFailure) -> HTTPResponse {
        guard context.target.access != .read || request.changesNothing else {
            throw TransportFailure(.broken, "only reading is allowed, and \(request.method) is not")
        }
        let before = Environment.now()
        let response = try paced(request, isExpected: isExpected)
        if (200..<300).contains(response.status) { note(request, sentAt: before) }
        return response
    }

    /// Sends a request at the target's pace; one refused for haste is sent again after the time asked for.
    private func paced(
        _ request: HTTPRequest, isExpected: Bool
    ) throws(TransportFailure) -> HTTPResponse {
        guard let pacer = context.pacer else { return try caller.call(request) }
        var left = Self.haste.total
        var pause = Self.haste.first
        while true {
            // Whoever has waited for a moment must not miss it for the pace.
            pacer.wait(for: request.path, isUrgent: wait.isTimed)
            wait.end(now: Environment.monotonicMilliseconds())
            let response = try callSafely(request, pacer)
            wait.answered(now: Environment.monotonicMilliseconds())
            // Who expects a 429 waits for it as well behind a gateway that answers for the API.
            guard isRefusedForHaste(response), !isExpected || response.status == 503 else {
                return response
            }
            // Who says "at once" and refuses all the same is not asked again at once; a 503 that says
            // nothing may also be of a server that is down.
            let seconds = max(response.retryAfter ?? 0, pause)
            if response.status == 503, response.retryAfter == nil {
                left = min(left, Self.haste.silent)
            }
            guard seconds <= left, !isFull(response) else { return response }
            if Disturbance(response) != nil { pacer.hold(for: response.retryAfter ?? 1) }
            context.waits.rest(TimeSpan(milliseconds: seconds * 1000), for: .retryAfter)
            guard Interruption.signal == nil else { return response }
            left -= seconds
            pause *= 2
        }
    }

    /// How many seconds a request that was refused for haste waits in all, and where the target does not
    /// say how long, at first.
    private static let haste = (total: 100, silent: 15, first: 1)

    /// Whether an answer is that of a limit: 429, or the 503 of a gateway (nginx' limit_req) that asks for a
    /// pause, or comes while the API answers in between.
    private func isRefusedForHaste(_ response: HTTPResponse) -> Bool {
        if response.status == 429 { return true }
        guard response.status == 503, Disturbance(response) != nil else { return false }
        return response.retryAfter != nil || context.disturbances.answered > 0
    }

    /// Notes who was to be sent a code just before what moment.
    private func note(_ request: HTTPRequest, sentAt moment: Timestamp) {
        guard context.target.codes != nil, request.asksForCode,
            let members = (try? JSONNode(parsing: request.body))?.members
        else { return }
        for member in members {
            guard let text = member.node.string else { continue }
            sentAt[text] = moment
            unread[text, default: 0] += 1
        }
    }

    /// Sends a request, and one that changes nothing again where something passing disturbed it.
    private func callSafely(
        _ request: HTTPRequest, _ pacer: Pacer
    ) throws(TransportFailure) -> HTTPResponse {
        for pause in [50, 200] where ["GET", "HEAD", "OPTIONS"].contains(request.method) {
            do throws(TransportFailure) {
                let response = try caller.call(request)
                guard let disturbance = Disturbance(response), disturbance.passes,
                    !isRefusedForHaste(response)
                else { return response }
                context.disturbances.count(result.mask.maskedAnswer(disturbance.text))
            } catch {
                guard error.kind == .closedEarly else { throw error }
                context.disturbances.count(result.mask.maskedAnswer(error.description))
            }
            Environment.sleep(TimeSpan(milliseconds: pause))
            pacer.wait(for: request.path)
        }
        return try caller.call(request)
    }

    /// Records an exchange, and the secrets in it.
    func learn(_ request: HTTPRequest, _ response: HTTPResponse, _ index: Int) -> JSONNode? {
        let body = response.json
        result.mask.learn(from: response, body)
        result.add(step: index, request, response)
        return body
    }

    /// Whether a target that has not answered is gone: it does not answer the simplest call either.
    private func isGone(_ failure: TransportFailure) -> Bool {
        var request = HTTPRequest(method: "GET", target: context.target.address.basePath + "/")
        request.headers.append("Host", context.target.address.authority)
        // What breaks at once may be well again at once.
        for pause in failure.kind == .closedEarly ? [100, 400, 0] : [0] {
            guard Interruption.signal == nil else { return false }
            if (try? caller.call(request)) != nil { return false }
            Environment.sleep(TimeSpan(milliseconds: pause))
        }
        return Interruption.signal == nil
    }

    /// Where no attempt gets an answer a check has failed, but a target that is gone cannot be judged.
    func noAnswer(
        _ failure: TransportFailure, _ blocks: [AnswerBlock], _ index: Int, ofSeveral: Bool = false
    ) throws(Halt) {
        if context.fatal.reason != nil { throw .ended }
        if isGone(failure) {
            throw fatal(
                .unreachable("\(context.target.address) does not answer any more: \(failure)".ended)
            )
        }
        if Interruption.signal == nil {
            context.disturbances.count(result.mask.maskedAnswer(failure.description))
        }
        // A connection may be lost once, and one of many each time; where it is lost always, it is no chance.
        guard let block = blocks.first, !ofSeveral, alwaysBreaks(at: index) else {
            throw .disturbed("no answer: \(failure)", passes: true)
        }
        result.checks += 1
        report(block, [.noAnswer(block.place, reason: failure.description)])
        throw .incomplete("no answer: \(failure)")
    }

    /// Keeps what later steps speak of; what is checked is a difference where it cannot be carried.
    func keep(
        _ keeps: [Keep], _ response: HTTPResponse, _ body: JSONNode?, _ block: AnswerBlock? = nil,
        isChecked: Bool, of request: RequestPattern? = nil
    ) throws(Halt) {
        for keep in keeps {
            let value: JSONNode?
            let name: String
            var pointer: JSONPointer?
            switch keep.source {
            case .body(let template):
                let path = try filled(template)
                pointer = JSONPointer(path)
                value = pointer.flatMap { body?[$0] }
                name = "'\(path)'"
            case .header(let header):
                value = response.headers[header].map { JSONNode($0) }
                name = "header \(header)"
            }
            guard let value else {
                var reason = "the answer has no \(name) to keep as {\(keep.name)}"
                if case .body = keep.source, body == nil, !response.body.isEmpty {
                    let type = response.headers["Content-Type"].map { ", Content-Type \($0)" } ?? ""
                    reason = "the answer is not JSON: \(JSONFlaw.text(response.body))\(type)"
                }
                if isChecked { throw .incomplete(reason) }
                if body != nil, let request, let pointer {
                    try requirePromised(pointer, in: request, reason)
                }
                throw block == nil ? .blocked(reason) : .notJudged(reason)
            }
            for used in scenario.used where used == keep.name || used.hasPrefix(keep.name + ".") {
                let inside = used.split(separator: ".").dropFirst().map(String.init)
                let part = value[JSONPointer(tokens: inside)]
                if part == nil, let request, let pointer {
                    let place = JSONPointer(tokens: pointer.tokens + inside)
                    try requirePromised(
                        place, in: request, "the answer has no '\(place)' to keep as {\(used)}")
                }
                if let part, let excess = CarriedValue.excess(part) {
                    let place = pointer.map { JSONPointer(tokens: $0.tokens + inside) }
                    try refuse(part, excess, of: keep, at: place, block)
                }
                variables[used] = part
            }
        }
    }

    /// Ends a scenario at a value that it cannot carry; `pointer` is nil for a header's.
    private func refuse(
        _ value: JSONNode, _ excess: CarriedValue.Excess, of keep: Keep, at pointer: JSONPointer?,
        _ block: AnswerBlock?
    ) throws(Halt) {
        let name =
            if case .header(let header) = keep.source { "header \(header)" } else {
                "'\(pointer ?? JSONPointer())'"
            }
        let reason = "\(name) \(excess.reason)"
        guard let block else { throw .blocked(reason) }
        let leaf = Difference.Leaf(
            kind: .pattern, expected: "at most \(excess.limit) bytes", actual: value,
            remark: "\(excess.bytes) bytes; the suite carries no more than that", place: keep.place)
        result.checks += 1
        switch keep.source {
        case .header(let header): report(block, [.header(header, leaf)])
        case .body: report(block, [.body(Difference(leaf, at: pointer ?? JSONPointer()))])
        }
        throw .incomplete(reason)
    }
}

extension [AnswerBlock] {
    /// Whether a status itself is one of those that some block expects.
    fileprivate func names(_ status: Int) -> Bool {
        contains { $0.unfolded.contains { $0.status?.names(status) ?? false } }
    }

    /// Whether every block expects the request to be refused.
    fileprivate var refuses: Bool {
        allSatisfy { $0.unfolded.allSatisfy { $0.status?.isRefusal ?? false } }
    }

    /// Whether a status is one of those that some block expects.
    fileprivate func allows(_ status: Int) -> Bool {
        contains { $0.unfolded.contains { $0.status?.allows(status) ?? false } }
    }
}
