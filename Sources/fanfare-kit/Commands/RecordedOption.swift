import Foundations
import FanfareConformance
import HTTPEngine
import SafeText
import SystemFiles

/// Recorded traffic that is judged instead of a server that is asked.
enum RecordedOption {
    static let option = Command.Option(
        name: "--har", value: "FILE",
        help: "judge recorded traffic (HAR 1.2) and send nothing; '-' is standard input",
        repeats: true)

    /// The options that mean something where nothing is sent.
    private static let meaningful =
        [
            "--har", "--strict", "--known", "--github", "--verbose", "--specs",
        ] + ConformRun.reports.map(\.option.name)

    /// Refuses what asks for calls to be made.
    static func requireAlone(_ arguments: Arguments) throws(UsageError) {
        let other = Command.conform.options.map(\.name).first { name in
            !meaningful.contains(name) && arguments.has(name)
        }
        if let other {
            throw .other("--har sends nothing, so that \(other) has no meaning: leave it out.")
        }
    }

    /// How much is read of each recording at most, in bytes: what is judged takes about as much again.
    private static let limit = 512 << 20

    /// What JSON begins with, a byte order mark, and gzip, of which more is said.
    private static let first = Set("{[ \t\r\n".utf8).union([0xEF, 0x1F])

    static func files(_ arguments: Arguments) throws(UsageError) -> [SuiteFile] {
        var files: [SuiteFile] = []
        for path in arguments.all(option.name) {
            let isInput = path == "-"
            do throws(Files.Failure) {
                files.append(
                    SuiteFile(
                        path: isInput ? "standard input" : path,
                        bytes: try Files.read(
                            isInput ? "/dev/stdin" : path, atMost: limit, first: first)))
            } catch {
                throw .other("The recording cannot be read: \(error)".ended)
            }
        }
        return files
    }
}

extension ConformRun {
    /// Judges recordings.
    func judgeRecorded(_ suite: Suite) throws(UsageError) -> ExitStatus {
        try RecordedOption.requireAlone(arguments)
        try requireWritableReports()
        let run = RecordedRun(suite, isStrict: arguments.has("--strict"))
        let known = try knownDifferences(of: suite.scenarios + run.scenarios)
        if let known, !known.problems.isEmpty {
            for problem in known.problems { console.err("error: \(problem)\n") }
            return .unusable
        }
        let files = try RecordedOption.files(arguments)
        if let word = arguments.operands.first, word.hasSuffix(".har") {
            throw .other("'\(word)' is no target: each recording takes a --har of its own.")
        }
        let described = try arguments.operands.first.map(TargetOption.described)
        let startedAt = Environment.now()
        let start = Environment.monotonicMilliseconds()
        let traffic: RecordedTraffic
        do throws(SuiteProblem) {
            traffic = try RecordedTraffic(
                files, of: suite, at: described.map { .below($0.address) } ?? .found)
        } catch {
            console.err("error: \(error)\n")
            return .unusable
        }
        let names = files.map(\.path).joined(separator: ", ")
        guard let target = described ?? target(of: traffic, named: names) else {
            console.err(RecordedOption.nothing(in: names, arguments.operands.first))
            return .nothingChecked
        }
        if traffic.count == 0, traffic.unanswered > 0 {
            console.err(RecordedOption.unanswered(traffic))
            return .nothingChecked
        }
        let progress = Progress(total: traffic.count, console: console)
        var outcome = run.judge(traffic) { progress.step() }
        progress.clear()
        if let list = known?.list { outcome.results = outcome.results.map(list.judged) }
        guard outcome.calls > 0 else {
            console.err(RecordedOption.nothing(in: names, arguments.operands.first))
            return .nothingChecked
        }
        let context = RunContext(
            suite: suite, target: target,
            transport: FunctionTransport { _ in .init(status: 500) }, run: Conform.newRun(),
            isStrict: arguments.has("--strict"))
        let report = RunReport(
            context: context, results: outcome.results, startedAt: startedAt,
            milliseconds: Environment.monotonicMilliseconds() - start,
            stale: known?.list.stale(after: outcome.results) ?? [])
        show(report, outcome)
        let isWritten = writeReports(report)
        if report.results.allSatisfy({ $0.verdict == .notJudged }) {
            console.err(
                "error: Nothing was checked: of none of these answers a page says what it is to be.\n"
            )
            return isWritten ? .nothingChecked : .unusable
        }
        return isWritten ? report.exitStatus : .unusable
    }

    private func target(of traffic: RecordedTraffic, named names: String) -> Target? {
        traffic.addresses.first.flatMap(TargetAddress.init).map { Target(name: names, address: $0) }
    }

    private func knownDifferences(
        of scenarios: [Scenario]
    ) throws(UsageError) -> (list: KnownDifferences, problems: [SuiteProblem])? {
        guard let path = arguments.value("--known") else { return nil }
        let known = try KnownOption.known(path)
        return (known, known.problems(in: scenarios, at: Environment.now()))
    }

    private func show(_ report: RunReport, _ outcome: RecordedRun.Outcome) {
        let manner = ConsoleReport(
            isColoured: console.isTerminal && Environment.variable("NO_COLOR") == nil,
            isVerbose: arguments.has("--verbose"))
        for result in report.results {
            if let text = manner.text(result, in: report.context) { console.out(text) }
        }
        for line in outcome.lines { console.out(Printable.line(line) + "\n") }
        console.out(RecordedOption.summary(report))
        for entry in report.stale {
            console.err(
                "error: \(entry.place): '\(entry.pattern)' no longer differs: remove the entry\n")
        }
    }
}

extension RecordedOption {
    /// What it came to, in one line.
    fileprivate static func summary(_ report: RunReport) -> String {
        func count(_ severity: Severity) -> Int {
            report.results.filter { $0.verdict != .known }
                .reduce(0) { $0 + $1.findings.count { $0.severity == severity } }
        }
        let known = report.totals[.known]
        let parts =
            ["\(count(.failure)) that fail", "\(count(.warning)) that warn"]
            + (count(.note) > 0 ? ["\(count(.note)) where nothing is promised (--verbose)"] : [])
            + (known > 0 ? ["\(known) known"] : [])
        return "differences: \(parts.joined(separator: ", ")) (\(report.milliseconds) ms)\n"
    }

    /// That a recording holds calls of the API and none of the answers, and what to do.
    fileprivate static func unanswered(_ traffic: RecordedTraffic) -> String {
        let calls = traffic.unanswered == 1 ? "The one call" : "All \(traffic.unanswered) calls"
        return
            "error: Nothing was checked. \(calls) to \(traffic.addresses.joined(separator: ", ")) stand"
            + "\(traffic.unanswered == 1 ? "s" : "") there without an answer (status 0, or none): the"
            + " browser blocked them or the server could not be reached. Record where they are"
            + " answered, or with a proxy, which sees what the browser hides.\n"
    }

    /// That a recording holds no call of the API, and what to do.
    fileprivate static func nothing(in names: String, _ word: String?) -> String {
        let why =
            word.map {
                "Nothing in \(names) went to \($0): compare it with the URLs of the recording."
            }
                ?? """
                Nothing in \(names) shows a key of the API or lies below its documented path: name its \
                base URL, as in 'fanfare-kit conform --har FILE https://consumer.example.com/api/v1'.
                """
        return "error: Nothing was checked. \(why)\n"
    }
}
