import FanfareConformance
import FanfareMock
import HTTPEngine

/// `--log FORMAT`: a line for every request on the standard output.
enum RequestLogOption {
    static let option = Command.Option(
        name: "--log", value: "json|text",
        help: "Write a line for every request, as JSON or for people")

    /// The format that was asked for, nil for none.
    static func format(
        _ arguments: Arguments, _ console: Console
    ) throws(UsageError) -> RequestLog.Format? {
        switch arguments.value("--log") {
        case nil: return nil
        case "json": return .json
        case "text":
            let isColoured = console.isTerminal && Environment.variable("NO_COLOR") == nil
            return .text(isColoured: isColoured)
        case let word?: throw .badValue("--log", word, expected: "json or text")
        }
    }

    /// A writer that never makes the mock wait; a reader that goes away does not end it.
    static func writer(_ format: RequestLog.Format, _ console: Console) throws(UsageError)
        -> LineWriter
    {
        let gap: @Sendable (Int) -> String = { count in
            switch format {
            case .json: "{\"leftOut\":\(count)}\n"
            case .text: "… \(count) requests left out: whoever reads this is too slow\n"
            }
        }
        do throws(ThreadRefusal) {
            return try LineWriter(gap: gap, to: console.out)
        } catch {
            throw .other("--log cannot write. \(error)")
        }
    }
}
