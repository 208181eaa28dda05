import Foundations
import FanfareConformance
import SystemFiles

extension ConformRun {
    /// The options that write a report, each with what it writes.
    static let reports: [(option: Command.Option, text: @Sendable (RunReport) -> String)] = [
        (.init(name: "--junit", value: "FILE", help: "write JUnit XML"), JUnitReport.text),
        (
            .init(
                name: "--json", value: "FILE",
                help: "write JSON, by specs/schema/report.schema.json"), JSONReport.text
        ),
        (
            .init(name: "--html", value: "FILE", help: "write one page with everything in it"),
            HTMLReport.text
        ),
        (.init(name: "--tap", value: "FILE", help: "write TAP 14"), TAPReport.text),
        (
            .init(name: "--markdown", value: "FILE", help: "write Markdown, for a step summary"),
            MarkdownReport.text
        ),
        (
            .init(
                name: "--write-known", value: "FILE",
                help: "write a list of what differs now, to give reasons to and pass to --known"),
            { KnownDifferences.template($0, at: Environment.now()) }
        ),
    ]

    /// Refuses before anything is run what could not be written after it.
    func requireWritableReports() throws(UsageError) {
        try ReportFile.requireWritable(Self.reports.map(\.option.name), arguments)
    }

    /// What the run must see.
    func demands() throws(UsageError) -> Demands {
        var demands = Demands()
        demands.assurance = try arguments.integer("--min-assurance", in: 0...100)
        let selecting = ["--only", "--skip", "--shard", "--last-failed"].first(where: arguments.has)
        if let selecting, demands.assurance != nil {
            throw .other("--min-assurance speaks of the whole suite: leave out \(selecting).")
        }
        guard let path = arguments.value("--baseline") else { return demands }
        let bytes: [UInt8]
        do throws(Files.Failure) {
            bytes = try Files.read(path)
        } catch {
            throw .other("The baseline cannot be read: \(error)".ended)
        }
        do throws(SuiteProblem) {
            demands.baseline = try Baseline(SuiteFile(path: path, bytes: bytes))
        } catch {
            throw .other("\(error)")
        }
        return demands
    }

    /// Refuses a ledger that cannot be written, or that is another run's.
    func requireNewLedger() throws(UsageError) {
        guard let path = arguments.value("--ledger") else { return }
        do throws(Files.Failure) {
            try Files.requireWritable(path)
        } catch {
            throw .other("The ledger cannot be written: \(error)".ended)
        }
        guard !Files.exists(path) else {
            throw .other(
                "'\(path)' is there already: 'fanfare-kit clean \(path)' takes back what it holds,"
                    + " or name another file.")
        }
    }

    /// Writes every report that was asked for; one that cannot be written does not stop the others.
    func writeReports(_ report: RunReport) -> Bool {
        var isWritten = true
        for (option, text) in Self.reports {
            guard let path = arguments.value(option.name) else { continue }
            do throws(Files.Failure) {
                try Files.write(text(report), to: path)
            } catch {
                console.err("error: The report cannot be written: \(error)".ended + "\n")
                isWritten = false
            }
        }
        if arguments.has("--github") { console.command(GitHubAnnotations.text(report)) }
        return isWritten
    }
}

extension ConformRun {
    /// Writes a Hurl file for every scenario that one can stand for, in place of those written before.
    func export(
        _ scenarios: [Scenario], of suite: Suite, to folder: String
    ) throws(UsageError) -> ExitStatus {
        var (target, _) = try TargetOption.target(arguments)
        target.hasControl =
            arguments.operands.isEmpty || (target.declaresControl ?? (target.keys == nil))
        let export = HurlExport(suite, for: target)
        var files: [(scenario: Scenario, file: HurlExport.File)] = []
        var omissions: [HurlExport.Omission] = []
        for scenario in scenarios {
            do throws(HurlExport.Omission) {
                files.append((scenario, try export.file(scenario)))
            } catch {
                omissions.append(error)
            }
        }
        let left = HurlExport.Omission.lines(omissions)
        guard !files.isEmpty else {
            console.err(
                "error: Nothing was exported: \(left.joined(separator: "; ")). Choose others by --only.\n"
            )
            return .nothingChecked
        }
        do throws(Files.Failure) {
            try removeExported(in: folder)
            for (scenario, file) in files {
                let path = "\(folder)/\(scenario.name).hurl"
                try Files.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
                try Files.write(file.text, to: path)
            }
            let path = "\(folder)/vars.env"
            let earlier = try Files.exists(path) ? Files.read(path) : nil
            try Files.write(
                HurlVariables.text(
                    for: target, scenarios: files.map(\.scenario),
                    earlier: earlier.map { String(decoding: $0, as: UTF8.self) }), to: path)
        } catch {
            console.err("error: The files cannot be written: \(error)".ended + "\n")
            return .unusable
        }
        let checks = files.reduce(0) { $0 + $1.file.checks }
        let unwritten = files.reduce(0) { $0 + $1.file.unwritten }
        let affected = files.count { $0.file.unwritten > 0 }
        console.out("\(files.count) Hurl files written to \(folder), and vars.env beside them\n")
        if unwritten > 0 {
            console.out(
                "\(unwritten) of \(checks + unwritten) checks could not be written as they are, in"
                    + " \(affected) files: look for '# not written'\n")
        }
        for line in left { console.out("left out: \(line)\n") }
        return .conforms
    }

    /// Removes what an earlier export has written, and nothing else.
    private func removeExported(in folder: String) throws(Files.Failure) {
        guard Files.isFolder(folder) else { return }
        for name in try Files.below(folder) where name.hasSuffix(".hurl") {
            let path = "\(folder)/\(name)"
            if try Files.read(path).starts(with: HurlExport.mark.utf8) { try Files.remove(path) }
        }
    }
}

/// A file that a command writes when its work is done.
enum ReportFile {
    /// Refuses before the work what could not be written after it.
    static func requireWritable(
        _ options: [String], _ arguments: Arguments
    ) throws(UsageError) {
        var writers: [String: String] = [:]
        for option in options {
            guard let path = arguments.value(option) else { continue }
            // One after the other may go into a pipe or to a terminal, but a file is replaced.
            let isFile = Files.Kind(of: path).map { $0 == .file } ?? true
            let inputs =
                arguments.operands + ["--known", "--baseline"].compactMap(arguments.value)
                + arguments.all(RecordedOption.option.name)
            if isFile, option != "--write",
                let input = inputs.first(where: {
                    Files.exists($0) && Files.destination(of: $0) == Files.destination(of: path)
                })
            {
                throw .other(
                    "\(option) would replace \(input), which this run reads. Name another file.")
            }
            if isFile, let other = writers.updateValue(option, forKey: Files.destination(of: path))
            {
                throw .other(
                    "\(other) and \(option) name the same file, \(path):"
                        + " one report would replace the other. Name two files.")
            }
            do throws(Files.Failure) {
                try Files.requireWritable(path)
            } catch {
                throw .other("The report cannot be written: \(error)".ended)
            }
        }
    }
}

/// The option for known differences, and what it reads.
enum KnownOption {
    static let option = Command.Option(
        name: "--known", value: "FILE", help: "accept the differences listed there, while they last"
    )

    static func known(_ path: String) throws(UsageError) -> KnownDifferences {
        let bytes: [UInt8]
        do throws(Files.Failure) {
            bytes = try Files.read(path)
        } catch {
            throw .other("The known differences cannot be read: \(error)".ended)
        }
        do throws(SuiteProblem) {
            return try KnownDifferences(SuiteFile(path: path, bytes: bytes))
        } catch {
            throw .other(error.description)
        }
    }
}
