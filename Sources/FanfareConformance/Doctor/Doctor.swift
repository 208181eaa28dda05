import Foundations
import HTTPEngine
import JSONTree
import SafeText

/// Looks at a target with about a dozen calls, so that what is wrong with it as a whole is one sentence
/// and not a difference in every scenario.
///
/// It keeps to what the target's file allows: where only reading is, it sends nothing but GET.
package struct Doctor {
    let caller: Caller
    let run: String
    var diagnosis: Diagnosis
    /// The keys that are tried: the target's, or those of an organization made for it.
    var keys: TargetKeys?
    /// The guest that it made.
    var guest: (id: String, token: String)?

    var target: Target { diagnosis.target }

    /// Prepares to look.
    package init(_ target: Target, _ transport: any Transport, run: String) {
        caller = Caller(transport, to: target)
        caller.purpose = "\(run); doctor"
        self.run = run
        diagnosis = Diagnosis(target: target)
        diagnosis.mask.add(target.mask)
    }

    /// Makes the calls; `scenarios` are those that are going to run, and an experience is looked into for
    /// the resources it shows.
    ///
    /// What `given` says of resources comes before what the experience shows.
    package mutating func examine(
        _ scenarios: [Scenario], calls: Calls? = nil, lookingInto experience: String? = nil,
        given: [String: String]? = nil
    ) -> Diagnosis {
        if let note = target.controlNote { add(.note, "control", note) }
        do throws(Diagnosis.Stop) {
            try lookForPlaceholders(experience)
            try lookAtKeys()
            try withKeys { doctor throws(Diagnosis.Stop) in
                try doctor.knock()
                if let experience {
                    let found = try doctor.roles(inExperience: experience)
                        .merging(given ?? [:]) { $1 }
                    doctor.diagnosis.found = found
                    if given != nil { doctor.diagnosis.target.resources = found }
                }
                if !doctor.target.hasControl {
                    try doctor.lookForOthers()
                    try doctor.lookForPagesInsteadOfErrors()
                    try doctor.trySecretKey()
                    try doctor.tryOrganization()
                    try doctor.lookAtResources()
                    try doctor.lookForACache()
                    try doctor.lookForWhoAsks()
                    try doctor.lookForBrowsers()
                    try doctor.tryCodes(scenarios)
                }
            }
            for note in target.notes.all { add(.note, "reading", note) }
            diagnosis.plan = RunPlan(scenarios, on: target, calls: calls)
        } catch {
            let text = diagnosis.mask.maskedAnswer(error.text)
            diagnosis.stop = Diagnosis.Stop(text: text, isUsage: error.isUsage)
        }
        return diagnosis
    }

    mutating func add(_ state: Diagnosis.Line.State, _ subject: String, _ text: String) {
        let line = Printable.line(diagnosis.mask.maskedAnswer(text))
        diagnosis.lines.append(
            Diagnosis.Line(
                state: state, subject: subject, text: DifferenceText.clipped(line, to: 500)))
    }

    /// Runs with the target's keys, or with those of an organization that is gone afterwards.
    private mutating func withKeys(
        _ body: (inout Doctor) throws(Diagnosis.Stop) -> Void
    ) throws(Diagnosis.Stop) {
        guard target.hasControl else {
            keys = target.keys
            return try body(&self)
        }
        // Only reading: even an organization of its own is not made.
        guard target.access > .read else { return }
        let control = ControlClient(caller: caller, target: target)
        do throws(ControlFailure) {
            keys = try control.makeOrganization()
        } catch {
            throw Diagnosis.Stop(
                text: "\(target.address) makes no organization for the run: \(error.reason)")
        }
        let missing = ControlAbility.allCases.filter { !target.can($0) }.map(\.rawValue)
        add(
            .fine, "control",
            "every scenario gets an organization of its own"
                + (missing.isEmpty
                    ? "" : "; it offers no \(missing.joined(separator: ", no "))"))
        defer { keys.flatMap(\.organizationId).map(control.removeOrganization) }
        try body(&self)
    }

    /// Sends a request below the target's address; a call that is not answered at all ends it.
    mutating func ask(
        _ method: String, _ path: String, below base: String? = nil,
        _ headers: [(String, String)] = [], body: JSONNode? = nil
    ) throws(Diagnosis.Stop) -> HTTPResponse {
        var request = request(method, path, below: base, headers)
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body.bytes()
        }
        do throws(TransportFailure) {
            return try patiently(request)
        } catch {
            throw Diagnosis.Stop(text: "\(target.address) cannot be reached: \(error)".ended)
        }
    }

    func request(
        _ method: String, _ path: String, below base: String? = nil, _ headers: [(String, String)]
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: (base ?? target.address.basePath) + path)
        request.headers.append("Host", target.address.authority)
        for (name, value) in headers { request.headers.append(name, value) }
        return request
    }

    /// How many seconds it waits at most for a limit to let it in again.
    private static let longestRest = 30

    /// Sends a request again where something passing disturbed it; none of them does more the second time.
    private mutating func patiently(_ request: HTTPRequest) throws(TransportFailure) -> HTTPResponse
    {
        for pause in [100, 400] {
            var isLimited = false
            do throws(TransportFailure) {
                let response = try caller.call(request)
                if [429, 503].contains(response.status), let seconds = response.retryAfter,
                    (1...Self.longestRest).contains(seconds)
                {
                    add(.note, "limit", "answered \(response.status); waited \(seconds) s as asked")
                    Environment.sleep(TimeSpan(milliseconds: seconds * 1000))
                    continue
                }
                guard let disturbance = Disturbance(response), disturbance.passes else {
                    return response
                }
                isLimited = response.status == 429
            } catch {
                guard error.kind == .closedEarly else { throw error }
            }
            // What limits calls counts them by the second at least.
            let rest = isLimited ? 1000 : pause
            Environment.sleep(TimeSpan(milliseconds: rest))
        }
        return try caller.call(request)
    }

    /// The publishable key as a browser sends it.
    var publishable: [(String, String)] {
        keys.map { [("X-Publishable-Key", $0.publishableKey)] } ?? []
    }

    /// An answer in a few words: its status and the beginning of its body.
    func shown(_ response: HTTPResponse) -> String {
        let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return
            "\(response.status) \(DifferenceText.clipped(diagnosis.mask.maskedAnswer(words), to: 160))"
    }
}
