import FanfareConformance
import Foundations
import SystemFiles

/// The options that say which scenarios are meant.
enum SelectionOption {
    static let only = Command.Option(
        name: "--only", value: "PATTERN",
        help: "run scenarios whose name, folder or clause matches", repeats: true)
    static let skip = Command.Option(
        name: "--skip", value: "PATTERN", help: "leave such scenarios out", repeats: true)
}

extension ConformRun {
    /// The scenarios that are meant, nil once the reason for none has been printed.
    func selected(_ suite: Suite) throws(UsageError) -> [Scenario]? {
        var only = arguments.all("--only")
        if arguments.has("--last-failed") {
            let target = try targetWord()
            let names = LastFailed(target).names().filter { name in
                suite.scenarios.contains { $0.name == name }
            }
            guard !names.isEmpty else {
                console.err("error: Nothing failed in the last run against \(target).\n")
                return nil
            }
            only += names
        }
        let selection = Selection(only: only, skip: arguments.all("--skip"))
        let shard = try self.shard()
        do throws(Selection.Unmatched) {
            let scenarios = try selection.select(from: suite.scenarios).enumerated()
                .filter { index, _ in index % shard.count == shard.index }.map(\.element)
            if scenarios.isEmpty { console.err("error: Nothing is selected.\n") }
            return scenarios.isEmpty ? nil : scenarios
        } catch {
            console.err("error: \(error.text)\n")
            return nil
        }
    }

    /// What lists of failures are told apart by: the target's address.
    func targetWord() throws(UsageError) -> String {
        guard let word = arguments.operands.first else { return "the embedded mock" }
        return try TargetOption.described(word).address.description
    }

    /// `2/5` is the second of five parts.
    private func shard() throws(UsageError) -> (index: Int, count: Int) {
        guard let text = arguments.value("--shard") else { return (0, 1) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1],
            (1...1000).contains(count),
            (1...count).contains(number)
        else { throw .badValue("--shard", text, expected: "a part such as 2/5") }
        return (number - 1, count)
    }
}

/// The names of the scenarios that did not come out in a target's last run, kept in the user's cache.
struct LastFailed {
    /// How many bytes of an address a file may be called by.
    private static let limit = 200

    private let path: String?

    /// The list of one target, a file called by its address.
    init(_ target: String) {
        let cache =
            Environment.variable("XDG_CACHE_HOME")
            ?? Environment.variable("HOME").map { $0 + "/.cache" }
        let name = PercentEncoding.encode(target).suffix(Self.limit)
        path = cache.map { "\($0)/fanfare-kit/failed/\(name)" }
    }

    /// Keeps the names; a cache that cannot be written is no reason to fail a run.
    func remember(_ results: [ScenarioResult]) {
        guard let path, let slash = path.lastIndex(of: "/") else { return }
        let names = results.filter { $0.verdict.isFailure || $0.verdict == .blocked }.map(
            \.scenario.name)
        try? Files.makeFolder(String(path[..<slash]))
        try? Files.write(names.map { $0 + "\n" }.joined(), to: path)
    }

    /// The names, none where nothing is known.
    func names() -> [String] {
        guard let path, let bytes = try? Files.read(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
