import Foundations
import HTTPEngine
import JSONTree

/// Something in a recorded answer that no situation of its call lets be.
struct RecordedFlaw {
    /// What it contradicts.
    let clause: Clause
    /// What is wrong.
    let mismatches: [Mismatch]
    /// Which part of the answer it is about: `status`, a header, a pointer.
    let part: String
    /// What was recorded before that it does not go with, nil where it is wrong in itself.
    var reason: String? = nil
    /// The earlier call that it is about, where a later one has shown it.
    var subject: RecordedTraffic.Known? = nil
}

/// Holds recorded answers, each for itself, to what is documented of their call.
struct RecordedJudge {
    private let situations: RecordedSituations

    init(_ suite: Suite) { situations = RecordedSituations(suite) }

    /// What is wrong with an answer; `now` is the server's time, nil where nothing tells it.
    func flaws(_ known: RecordedTraffic.Known, now: Timestamp?) -> [RecordedFlaw] {
        let call = known.call
        let body = call.missingBody == nil ? call.response.json : nil
        if call.response.status < 300 {
            return granted(known, body, now)
        }
        return call.response.status < 400 ? [] : refused(known, body)
    }

    /// Why an answer in which nothing is wrong decides nothing either; nil for one that is documented.
    func undecided(_ known: RecordedTraffic.Known) -> String? {
        let answer = known.call.response
        guard answer.status >= 300, answer.status != 304 else { return nil }
        guard answer.status >= 400 else { return "status \(answer.status)" }
        guard known.call.missingBody == nil else { return nil }
        guard let word = answer.json?["error"]?.string else {
            return situations.wordless.contains(answer.status)
                ? nil : "status \(answer.status) without a documented error"
        }
        let isOwn = situations[known.operation.name].situations.contains {
            $0.words.contains(word)
        }
        return isOwn || situations.refusals[word] != nil
            ? nil : "status \(answer.status) with an error that no page has"
    }

    // MARK: What was granted

    private func granted(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ now: Timestamp?
    ) -> [RecordedFlaw] {
        let said = situations[known.operation.name]
        let response = known.call.response
        var flaws = status(response.status, said.granted, of: known)
        guard known.call.missingBody == nil else { return flaws }
        guard let body else {
            if let shape = best(said.shapes, of: known), known.call.request.method != "HEAD" {
                let reason = response.body.isEmpty ? "it is empty" : JSONFlaw.text(response.body)
                flaws.append(
                    RecordedFlaw(
                        clause: shape.clause,
                        mismatches: [.notJSON(shape.pattern.place, reason: reason)], part: "body"))
            }
            return flaws
        }
        let shape = shape(body, said.shapes, beside: said.granted, of: known)
        flaws += shape
        if shape.isEmpty {
            flaws += moments(body, said.moments, now, isMasked: known.call.isMasked)
        }
        return flaws + headers(known, body, said.granting)
    }

    /// Holds a status to those that are named for such an answer.
    private func status(
        _ status: Int, _ blocks: [(clause: Clause, block: AnswerBlock)],
        of known: RecordedTraffic.Known
    ) -> [RecordedFlaw] {
        let class100 = status < 400 ? 200..<400 : 400..<600
        let exact = blocks.filter { _, block in
            block.status?.alternatives.contains { alternative in
                if case .exactly(let status) = alternative {
                    class100.contains(status)
                } else {
                    false
                }
            } ?? false
        }
        guard !exact.isEmpty, !exact.contains(where: { $0.block.status?.names(status) ?? false })
        else { return [] }
        guard let (clause, block) = ranked(exact, of: known, by: \.clause).first,
            let pattern = block.status
        else { return [] }
        return [
            RecordedFlaw(
                clause: clause, mismatches: [.status(pattern, actual: status)], part: "status")
        ]
    }

    /// Holds a body to the whole documented ones: it must be one of them, unless what differs is just
    /// what a block beside them writes out.
    private func shape(
        _ body: JSONNode, _ shapes: [RecordedSituations.Shape],
        beside blocks: [(clause: Clause, block: AnswerBlock)], of known: RecordedTraffic.Known
    ) -> [RecordedFlaw] {
        var nearest: (count: Int, difference: Difference, shapes: [RecordedSituations.Shape])?
        for shape in shapes {
            var matching = open(body)
            let difference = matching.difference(shape.pattern, body)
            guard difference.differs else { return [] }
            guard shape.isPlain else { continue }
            let count = difference.leaves.count
            if let found = nearest, found.count < count { continue }
            if let found = nearest, found.count == count {
                if found.shapes[0].pattern.place.file === shape.pattern.place.file {
                    nearest?.shapes.append(shape)
                }
                continue
            }
            nearest = (count, difference, [shape])
        }
        guard let nearest, let shape = best(nearest.shapes, of: known) else { return [] }
        let places = nearest.difference.leavesWithPointers().map(\.pointer.tokens)
        let isWritten = blocks.contains { _, block in
            guard let pattern = block.body, !pattern.isWholeShape, pattern.accepts(body) else {
                return false
            }
            return places.contains { place in
                switch pattern.saying(at: place[...]) {
                case .writtenOut: true
                // Whatever was answered before is one of the words that such calls answer.
                case .carriedOver:
                    body[JSONPointer(tokens: place)]?.string.map {
                        situations.says($0, under: place.last ?? "", in: known.operation)
                    } ?? false
                case nil: false
                }
            }
        }
        if isWritten { return [] }
        let part = nearest.difference.leavesWithPointers().first?.pointer.description ?? "body"
        return [
            RecordedFlaw(
                clause: shape.clause, mismatches: [.body(nearest.difference)], part: part)
        ]
    }

    /// Holds times to their form, and to how far they lie ahead.
    private func moments(
        _ body: JSONNode, _ places: [[String]: [RecordedMoment]], _ now: Timestamp?,
        isMasked: Bool
    ) -> [RecordedFlaw] {
        places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { path, all in
            guard !path.contains("$jwt") || !isMasked else { return nil }
            guard let (pointer, value) = body.value(at: path), !value.isNull else { return nil }
            var last: (moment: RecordedMoment, leaf: Difference.Leaf)?
            let spans = all.filter { $0.isAhead }
            for moment in spans.isEmpty || now == nil ? all : spans {
                var matching = Matching(isOpen: true, value: { _ in nil }, now: { now })
                let difference = matching.difference(moment.pattern, value)
                guard let leaf = difference.leaves.first else { return nil }
                last = (moment, leaf)
            }
            guard let last else { return nil }
            return RecordedFlaw(
                clause: last.moment.clause,
                mismatches: [
                    .body(Difference(last.leaf, at: JSONPointer(tokens: pointer)))
                ], part: JSONPointer(tokens: pointer).description)
        }
    }

    // MARK: What was refused

    private func refused(_ known: RecordedTraffic.Known, _ body: JSONNode?) -> [RecordedFlaw] {
        guard let body, let word = body["error"]?.string else { return [] }
        let own = situations[known.operation.name].situations
        var said = own.filter { $0.words.contains(word) }
        let isOwn = !said.isEmpty
        if !isOwn { said = situations.refusals[word] ?? [] }
        guard !said.isEmpty else { return unknown(word, known, own) }
        // A block that speaks of another refusal of the same step says nothing of this one.
        let blocks = said.flatMap(\.blocks).filter { _, block in
            block.speaksOfRefused && (block.body?.allows(JSONNode(word), at: ["error"]) ?? true)
        }
        var flaws = status(known.call.response.status, blocks, of: known)
        let shapes = blocks.flatMap { clause, block in
            (block.body?.shapes ?? []).filter { $0.isWholeShape && $0.hasMember("error") }.map {
                RecordedSituations.Shape(clause: clause, block: block, pattern: $0, isPlain: true)
            }
        }
        if flaws.isEmpty { flaws += shape(body, shapes, beside: [], of: known) }
        return flaws + (isOwn ? headers(known, body, said) : [])
    }

    /// A refusal with a word that no page has, where the call's refusals of that status have others.
    private func unknown(
        _ word: String, _ known: RecordedTraffic.Known, _ own: [RecordedSituations.Situation]
    ) -> [RecordedFlaw] {
        let status = known.call.response.status
        // What a malformed request is answered with has no word of its own.
        guard !situations.wordless.contains(status) else { return [] }
        // A step may say the status in one block, and the word in another.
        let alike = own.filter { $0.blocks.contains { $0.block.status?.names(status) ?? false } }
            .flatMap(\.blocks).filter { _, block in
                block.speaksOfRefused && !(block.body?.words(of: "error") ?? []).isEmpty
            }
        let words = alike.flatMap { $0.block.body?.words(of: "error") ?? [] }
        guard
            let near = words.min(by: {
                (Nearest.distance(word, $0), $0) < (Nearest.distance(word, $1), $1)
            }),
            let found = ranked(
                alike.filter { $0.block.body?.words(of: "error").contains(near) ?? false },
                of: known, by: \.clause
            ).first, let pattern = found.block.body
        else { return [] }
        let leaf = Difference.Leaf(
            kind: .value,
            expected: Set(words).sorted().map { JSONNode($0).text() }.joined(separator: " or "),
            actual: JSONNode(word), remark: nil, place: pattern.place)
        return [
            RecordedFlaw(
                clause: found.clause,
                mismatches: [.body(Difference(leaf, at: JSONPointer(tokens: ["error"])))],
                part: "/error")
        ]
    }

    // MARK: Headers

    /// Holds an answer to the headers that answers like it are expected to have.
    private func headers(
        _ known: RecordedTraffic.Known, _ body: JSONNode, _ said: [RecordedSituations.Situation]
    ) -> [RecordedFlaw] {
        let call = known.call
        var spoken: [String: [(clause: Clause, pattern: Pattern)]] = [:]
        for situation in said
        where situation.fields.allSatisfy({ call.request.headers.contains($0) }) {
            let fits = situation.blocks.allSatisfy { _, block in
                var matching = open(body)
                return (block.status?.allows(call.response.status) ?? true)
                    && !(block.body.map { matching.difference($0, body).differs } ?? false)
            }
            guard fits else { continue }
            for (clause, block) in situation.blocks {
                // What a page of another origin is granted names that origin.
                for (name, pattern) in block.headers
                where !name.lowercased().hasPrefix("access-control-allow-")
                    // A number that is written out is a limit that a plan may say otherwise.
                    && !(situation.isSandboxed && pattern.saying(at: []) != nil)
                {
                    spoken[name.lowercased(), default: []].append((clause, pattern))
                }
            }
        }
        return spoken.sorted { $0.key < $1.key }.compactMap { name, patterns in
            let values = call.response.headers.values(for: name)
            var flaw: (clause: Clause, leaf: Difference.Leaf)?
            for (clause, pattern) in ranked(patterns, of: known, by: \.clause).reversed() {
                var matching = open(body)
                guard let leaf = matching.header(values, pattern) else { return nil }
                flaw = (clause, leaf)
            }
            return flaw.map {
                RecordedFlaw(clause: $0.clause, mismatches: [.header(name, $0.leaf)], part: name)
            }
        }
    }

    // MARK: Ranking

    /// A comparison in which every variable is open but those of the answer itself.
    private func open(_ body: JSONNode) -> Matching {
        Matching(
            isOpen: true,
            value: { name in
                guard name.hasPrefix("answer.") else { return nil }
                let path = name.split(separator: ".").dropFirst().map(String.init)
                return body[JSONPointer(tokens: path)]
            }, now: { nil })
    }

    private func best(
        _ shapes: [RecordedSituations.Shape], of known: RecordedTraffic.Known
    ) -> RecordedSituations.Shape? {
        ranked(shapes, of: known, by: \.clause).first
    }

    /// What says it best first: clauses of the call's own chapter, those that promise something, those
    /// that say it most often, and of equals the one that binds least.
    private func ranked<Said>(
        _ said: [Said], of known: RecordedTraffic.Known, by clause: (Said) -> Clause
    ) -> [Said] {
        let counts = said.reduce(into: [String: Int]()) { $0[clause($1).id, default: 0] += 1 }
        func rank(_ one: Said) -> (Int, Int, Int, Int, String) {
            let clause = clause(one)
            let order = Evidence.allCases
            return (
                clause.evidence == .choice || clause.evidence == .newer ? 1 : 0,
                known.operation.name.contains(clause.chapter) ? 0 : 1, -(counts[clause.id] ?? 0),
                -(order.firstIndex(of: clause.evidence) ?? 0), clause.id
            )
        }
        return said.sorted { rank($0) < rank($1) }
    }
}

extension Pattern {
    /// How a pattern says what stands at a place.
    enum Saying {
        /// Letter by letter.
        case writtenOut
        /// As it was answered before.
        case carriedOver
    }

    /// How it says what stands at a place, nil where it leaves that open.
    func saying(at path: ArraySlice<String>) -> Saying? {
        guard let key = path.first else {
            return switch kind {
            case .scalar: .writtenOut
            case .text: .carriedOver
            case .oneOf(let patterns): patterns.compactMap { $0.saying(at: path) }.first
            default: nil
            }
        }
        switch kind {
        case .object(let members):
            return members.first { $0.key.source == key }?.pattern.saying(at: path.dropFirst())
        case .oneOf(let patterns):
            return patterns.compactMap { $0.saying(at: path) }.first
        default: return nil
        }
    }

    /// Whether it is an object that names a member.
    func hasMember(_ name: String) -> Bool {
        guard case .object(let members) = kind else { return false }
        return members.contains { $0.key.source == name }
    }
}

extension JSONNode {
    /// What stands at a place, claims of a token included, and the way to what is shown.
    func value(at path: [String]) -> (shown: [String], value: JSONNode)? {
        var node = self
        for key in path {
            if key == "$jwt" {
                guard let text = node.string, let token = try? CompactToken(text) else {
                    return nil
                }
                node = token.claims
            } else {
                guard let inner = node[key] else { return nil }
                node = inner
            }
        }
        return (path, node)
    }
}
