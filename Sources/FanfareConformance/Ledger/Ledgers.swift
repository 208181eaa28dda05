import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The ledgers of this user's runs.
package enum Ledgers {
    /// One that is still there.
    package struct Listed: Sendable {
        /// The run, the target's address and when the run began.
        package let (run, target, startedAt): (String, String, String)
        /// How many things are yet to be taken back.
        package let count: Int
        /// Whether the run is still under way.
        package let isHeld: Bool
        /// Where it lies.
        package let path: String
    }

    /// Where ledgers lie unless told otherwise.
    package static var folder: String {
        if let state = Environment.variable("XDG_STATE_HOME") {
            return state + "/fanfare-kit/ledger"
        }
        if let home = Environment.variable("HOME") {
            return home + "/.local/state/fanfare-kit/ledger"
        }
        let temporary = Environment.variable("TMPDIR") ?? "/tmp"
        return "\(temporary)/fanfare-kit-\(getuid())/ledger"
    }

    /// Where the ledger of a run lies.
    package static func path(of run: String) -> String { "\(folder)/\(run).jsonl" }

    /// Every one, the oldest first.
    package static func all() -> [Listed] {
        let names = (try? Files.below(folder)) ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.compactMap { name -> Listed? in
            let path = "\(folder)/\(name)"
            guard let bytes = try? Files.read(path) else { return nil }
            let lines = LedgerLines(bytes)
            guard let head = lines.head else { return nil }
            return Listed(
                run: head.run, target: head.target, startedAt: lines.startedAt,
                count: lines.open.count { $0.undo != nil }, isHeld: LedgerFile.isHeld(path),
                path: path)
        }.sorted { $0.startedAt < $1.startedAt }
    }
}
