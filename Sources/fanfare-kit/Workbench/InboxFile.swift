import Foundations
import Synchronization
import SystemFiles

/// `--inbox-file FILE`: every message as a line of JSON, there before its sender has the answer.
enum InboxFile {
    static let option = Command.Option(
        name: "--inbox-file", value: "FILE",
        help: "Add every message there, one line of JSON each, as it is sent")

    /// Adds lines to a file that can be written at the start; says once when one is lost later.
    static func writer(
        _ arguments: Arguments, _ console: Console
    ) throws(UsageError) -> (@Sendable (String) -> Void)? {
        guard let path = arguments.value(option.name) else { return nil }
        do throws(Files.Failure) {
            try Files.requireWritable(path)
            // It is there from the beginning, for whoever follows it; a pipe's reader may come later.
            if Files.Kind(of: path) != .pipe { try Files.append("", to: path) }
        } catch {
            throw .other("The inbox cannot be written: \(error)".ended)
        }
        let problem = Problem()
        return { line in
            do throws(Files.Failure) {
                try Files.append(line + "\n", to: path)
                problem.isKnown.store(false, ordering: .relaxed)
            } catch {
                guard !problem.isKnown.exchange(true, ordering: .relaxed) else { return }
                console.err("warning: Messages are not written: \(error)".ended + "\n")
            }
        }
    }

    /// Whether it has been said that messages are lost.
    private final class Problem: Sendable {
        let isKnown = Atomic(false)
    }
}
