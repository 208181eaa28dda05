import HTTPEngine
import SafeText

/// The suite, run against a server from a Swift test.
///
/// ```swift
/// @Test func `the server does as the documentation says`() async throws {
///     let report = try await Conformance.run(against: "http://127.0.0.1:8080/api/v1")
///     #expect(report.conforms, "\(report)")
/// }
/// ```
///
/// A server that speaks the control protocol of `fanfare-kit mock` needs nothing else. Of any other
/// the keys are needed, and what it has of queues, draws and so on stands in a target file, as
/// `fanfare-kit init` writes it.
public enum Conformance {
    /// Replays scenarios against a server and collects what they came to.
    ///
    /// Waits on threads of its own, never on those that Swift's tasks share. `server` is an address
    /// such as `http://127.0.0.1:8080/api/v1`, or the path of a target file, which ends in `.json`.
    ///
    /// - Throws: `Conformance.Refusal` when nothing could be run: an address that is none, a target
    ///   file with a mistake, a server that does not answer, a pattern that matches nothing.
    public static func run(
        against server: String, options: Options = Options()
    ) async throws(Refusal) -> Report {
        let result: Result<Report, Refusal> = await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = {
                continuation.resume(returning: outcome(of: server, options))
            }
            do throws(ThreadRefusal) {
                try LoopThread(work).detach()
            } catch {
                continuation.resume(
                    returning: .failure(Refusal("The system gives no thread: \(error.reason)")))
            }
        }
        return try result.get()
    }

    /// What is run, and as whom.
    public struct Options: Sendable {
        /// The organization's publishable key, where the server has no control protocol.
        public var publishableKey: String?
        /// The organization's secret key; without it calls of a backend are not tried.
        public var secretKey: String?
        /// The organization's id, for the calls that name it in a header.
        public var organizationID: String?
        /// What opens the control protocol, where it is locked.
        public var controlToken: String?
        /// Patterns over names, folders and clauses, of which one must match; none means everything.
        public var only: [String]
        /// Patterns of which none may match.
        public var skip: [String]
        /// Whether a difference from a guide counts as a failure.
        public var isStrict: Bool
        /// How many scenarios run at once.
        public var workers: Int

        /// Everything the suite has, eight scenarios at once.
        public init(
            publishableKey: String? = nil, secretKey: String? = nil, organizationID: String? = nil,
            controlToken: String? = nil, only: [String] = [], skip: [String] = [],
            isStrict: Bool = false, workers: Int = 8
        ) {
            self.publishableKey = publishableKey
            self.secretKey = secretKey
            self.organizationID = organizationID
            self.controlToken = controlToken
            self.only = only
            self.skip = skip
            self.isStrict = isStrict
            self.workers = workers
        }
    }

    /// Why nothing could be run, as sentences that say what to do.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        /// The sentences.
        public let description: String

        init(_ description: String) { self.description = description }
    }
}

extension Conformance {
    /// What a run came to.
    public struct Report: Sendable, CustomStringConvertible {
        /// Every scenario that was selected, in the order of the names.
        public let scenarios: [Scenario]
        /// The last lines of `fanfare-kit conform`: what could not be tried, and the counts.
        public let summary: String

        /// Whether something was checked and nothing failed or was blocked.
        public var conforms: Bool {
            scenarios.contains { $0.verdict.isChecked }
                && !scenarios.contains { $0.verdict == .failed || $0.verdict == .blocked }
        }

        /// The scenarios in which the server differs from what is promised.
        public var failures: [Scenario] { scenarios.filter { $0.verdict == .failed } }

        /// What failed or was blocked as `fanfare-kit conform` prints it, ten scenarios at most, and
        /// the summary; no secret of the run is in it.
        public var description: String {
            let shown = scenarios.filter { $0.verdict == .failed || $0.verdict == .blocked }
            let more = shown.count > 10 ? ["… and \(shown.count - 10) more\n"] : []
            return (shown.prefix(10).map { $0.text + "\n" } + more + [summary]).joined()
        }
    }

    /// One scenario and what it came to.
    public struct Scenario: Sendable {
        /// Its name, such as `otp/expired-code`.
        public let name: String
        /// The behaviour that it shows, as a fact.
        public let title: String
        /// The id of the clause that it checks, such as `otp.verify.expired`.
        public let clause: String
        /// What it came to.
        public let verdict: Verdict
        /// Why it could not be run, or not to its end.
        public let reason: String?
        /// What differs, where it stands and how to see it again; one line for what passed.
        public let text: String
    }

    /// What a scenario came to.
    public enum Verdict: String, Sendable, CaseIterable {
        /// Every answer was as the documentation says.
        case passed
        /// An answer contradicts the authoritative pages or the reference.
        case failed
        /// An answer contradicts a guide.
        case warning
        /// An answer differs from what nobody promised.
        case note
        /// The server cannot do what the scenario needs.
        case unsupported
        /// It does not apply to how the server reads the documentation, or the server lacks a call.
        case notJudged
        /// It could not be seen this time, and the server is not to blame.
        case inconclusive
        /// What had to happen before the first check did not.
        case blocked

        /// Whether something was looked at.
        public var isChecked: Bool {
            ![.unsupported, .notJudged, .inconclusive, .blocked].contains(self)
        }
    }
}

extension Conformance {
    private static func outcome(
        of server: String, _ options: Options
    ) -> Result<Report, Refusal> {
        do throws(Refusal) {
            return .success(try report(server, options))
        } catch {
            return .failure(error)
        }
    }

    private static func report(
        _ server: String, _ options: Options
    ) throws(Refusal) -> Report {
        let suite: Suite
        do throws(SuiteProblems) {
            suite = try Suite(files: SuiteFile.embedded)
        } catch {
            throw Refusal(error.all.map(\.description).joined(separator: "\n"))
        }
        let scenarios: [FanfareConformance.Scenario]
        do throws(Selection.Unmatched) {
            scenarios = try Selection(only: options.only, skip: options.skip)
                .select(from: suite.scenarios)
        } catch {
            throw Refusal(error.text)
        }
        var conform = try conform(server, options)
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            throw Refusal(error.text)
        }
        let report = conform.results(scenarios, of: suite) { _, _ in }
        if let fatal = report.fatal { throw Refusal(fatal.text) }
        let manner = ConsoleReport(isColoured: false, isVerbose: true)
        return Report(
            scenarios: report.results.map { Scenario($0, manner, report.context) },
            summary: ConsoleReport(isColoured: false, isVerbose: false).summary(report))
    }

    private static func conform(
        _ server: String, _ options: Options
    ) throws(Refusal) -> Conform {
        do throws(TargetProblem) {
            var target = try Target(named: server, environment: Environment.variable)
            if let key = options.publishableKey {
                target.keys = TargetKeys(
                    publishableKey: key, secretKey: options.secretKey,
                    organizationId: options.organizationID)
            }
            target.controlToken = options.controlToken ?? target.controlToken
            var conform = Conform(
                target: target, transport: try target.transport(), workers: options.workers,
                run: Conform.newRun())
            conform.isStrict = options.isStrict
            conform.ledgerPath = Ledgers.path(of: conform.run)
            return conform
        } catch {
            throw Refusal(error.description)
        }
    }
}

extension Conformance.Scenario {
    fileprivate init(
        _ result: ScenarioResult, _ manner: ConsoleReport, _ context: RunContext
    ) {
        name = result.scenario.name
        title = result.title
        clause = result.scenario.clause.id
        verdict = Conformance.Verdict(result.verdict)
        reason = result.reason.map { Printable.line(result.mask.maskedAnswer($0)) }
        text = manner.text(result, in: context) ?? ""
    }
}

extension Conformance.Verdict {
    fileprivate init(_ verdict: FanfareConformance.Verdict) {
        switch verdict {
        case .passed: self = .passed
        // There is no list of known differences here.
        case .failed, .known, .unexpectedlyPassed: self = .failed
        case .warning: self = .warning
        case .note: self = .note
        case .unsupported: self = .unsupported
        case .notJudged: self = .notJudged
        case .inconclusive: self = .inconclusive
        case .blocked, .notRun: self = .blocked
        }
    }
}
