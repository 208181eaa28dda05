import Foundations
import FanfareConformance
import JSONTree
import SystemFiles

extension Command {
    /// Looks at a target before it is examined.
    static let doctor = Command(
        name: "doctor",
        summary: "Look at a target: reach, keys, resources, and what a run would do",
        operands: "URL | TARGET.json",
        operandCount: 1...1,
        options: [
            SelectionOption.only, SelectionOption.skip,
            Option(
                name: "--write", value: "FILE",
                help: "write a target file with the resources that an experience shows"),
            Option(
                name: "--experience", value: "ID",
                help: "the experience to look into, instead of the target's experience.main"),
            SuiteOption.option,
        ] + TargetOption.options.filter { $0.name != "--ledger" },
        notes: [
            """
            About a dozen calls, within what the target's file allows; 'conform' begins with the same. \
            Exit status 3 says that no run could be made, in one sentence; 2, that the file or a key is \
            wrong in itself.
            """
        ],
        examples: [
            ("fanfare-kit doctor staging.json", "What a run of this target would see"),
            (
                "fanfare-kit doctor https://consumer.example.com/api/v1 --experience exp_1 --write staging.json",
                "A target file with all that one experience shows"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try DoctorRun(arguments, console).run().rawValue
    }
}

/// One run of `doctor`.
struct DoctorRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        try ReportFile.requireWritable(["--write"], arguments)
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        guard let scenarios = try ConformRun(arguments, console).selected(suite) else {
            return .nothingChecked
        }
        var (target, transport) = try TargetOption.target(arguments)
        do throws(SuiteProblem) {
            try suite.readings.adopt(&target)
        } catch {
            throw .other("\(error)")
        }
        let file = arguments.value("--write")
        let experience = arguments.value("--experience") ?? target.resources?["experience.main"]
        var given: [String: String]?
        if file != nil {
            guard experience != nil else {
                throw .other(
                    "--write needs an experience to look into: name one by --experience ID.")
            }
            // What the file says already stays, but for what 'init' has written.
            given = (target.resources ?? [:]).filter { !Starter.isPlaceholder($0.value) }
            target.resources = [:]
        }
        var conform = Conform(
            target: target, transport: transport, workers: 1, run: Conform.newRun())
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            return console.refuse(error)
        }
        var doctor = Doctor(conform.target, transport, run: conform.run)
        let patience = Patience("still looking at \(conform.target.name)", console)
        let diagnosis = doctor.examine(
            scenarios, calls: suite.calls,
            lookingInto: file == nil ? arguments.value("--experience") : experience, given: given)
        patience.end()
        console.out(diagnosis.text)
        if file != nil, diagnosis.stop != nil { console.err("nothing was written\n") }
        if let stop = diagnosis.stop { return console.refuse(stop) }
        guard let file, let found = diagnosis.found else { return .conforms }
        return try write(file, found, kept: given?.count ?? 0, target.address)
    }

    private func write(
        _ path: String, _ found: [String: String], kept: Int, _ address: TargetAddress
    ) throws(UsageError) -> ExitStatus {
        let word = arguments.operands[0]
        let old = word.hasSuffix(".json") ? try? JSONNode(parsing: Files.read(word)) : nil
        do {
            let text = try FilledTarget.text(old, address: address, resources: found)
            try Files.write(text, to: path)
        } catch {
            throw .other("The target file cannot be written: \(error)".ended)
        }
        let missing = Target.defaultWorld.keys.filter { found[$0] == nil }.sorted()
        let before = kept == 0 ? "" : ", \(kept) of them as the file had them"
        console.out("\nwrote \(path): \(found.count) resources\(before)\n")
        if !missing.isEmpty {
            console.out(
                "the experience shows none for \(missing.joined(separator: ", "));"
                    + " another --experience with the same file adds its own\n")
        }
        return .conforms
    }
}
