import FanfareConformance
import SystemFiles

extension Command {
    /// Takes back what a run has left in its target.
    static let clean = Command(
        name: "clean",
        summary: "Take back what a run that was cut off has left in its target",
        operands: "[RUN | LEDGER.jsonl [URL | TARGET.json]]",
        operandCount: 0...2,
        notes: [
            """
            A run takes back by itself what it has entered and booked, after each scenario and at its
            end, when it is interrupted too. What it could not take back, or had no time to, stands in
            a ledger; without operands all of them are listed. The tokens in it hold for an hour at
            most deployments. A target file is needed where the way to the target is not plain: its
            own authorities, or a pace.
            """
        ],
        examples: [
            ("fanfare-kit clean", "What there is to take back"),
            ("fanfare-kit clean 7q2m4x0c9d1ze", "What that run has left"),
            (
                "fanfare-kit clean ledger.jsonl staging.json",
                "By a ledger of your own, and a target file"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        guard let word = arguments.operands.first else { return list(console).rawValue }
        return try clean(word, arguments.operands.dropFirst().first, console).rawValue
    }

    private static func list(_ console: Console) -> ExitStatus {
        let ledgers = Ledgers.all()
        if ledgers.isEmpty { console.out("There is nothing to take back.\n") }
        for ledger in ledgers {
            let state = ledger.isHeld ? ", still under way" : ""
            console.out(
                "\(ledger.run)  \(ledger.count) to take back from \(ledger.target), since \(ledger.startedAt)\(state)\n"
            )
        }
        return .conforms
    }

    private static func clean(
        _ word: String, _ named: String?, _ console: Console
    ) throws(UsageError) -> ExitStatus {
        let path = word.contains("/") || Files.exists(word) ? word : Ledgers.path(of: word)
        if Conform.isRun(word), !Files.exists(path) {
            console.out(
                "There is nothing to take back: run \(word) has left nothing, or was not made by this user.\n"
            )
            return .conforms
        }
        let ledger: Ledger
        do throws(Files.Failure) {
            ledger = try Ledger(reopening: path)
        } catch {
            throw .other(
                "The ledger cannot be taken up: \(error). 'fanfare-kit clean' lists what there is.")
        }
        let target = try TargetOption.described(named ?? ledger.target)
        guard target.address.description == ledger.target else {
            throw .other(
                "The run \(ledger.run) was against \(ledger.target), not \(target.address).")
        }
        if console.isOfProcess { Interruption.heed() }
        let entries = ledger.open.count
        ledger.clean(target, by: try TargetOption.transport(target))
        for line in ledger.lines { console.out(line + "\n") }
        if let signal = Interruption.signal { return ExitStatus(signal: signal) }
        if entries == 0 {
            console.out("There is nothing to take back.\n")
        } else if ledger.lines.isEmpty {
            console.out(
                "Nothing is left of what was entered and booked: the target has none of it.\n")
        }
        return ledger.openCount > 0 ? .unreachable : .conforms
    }
}
