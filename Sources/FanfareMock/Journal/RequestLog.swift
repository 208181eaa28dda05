import FanfareModel
import HTTPEngine
import JSONTree
import SafeText

/// One line for every request, as it is answered; never a secret in it.
public struct RequestLog: Sendable {
    /// How a line is written.
    public enum Format: Sendable, Hashable {
        /// An object of JSON.
        case json
        /// Words in columns, for people.
        case text(isColoured: Bool)
    }

    /// How a line is written.
    public var format: Format
    /// Takes a line with its end, on the mock's thread; it must not wait for anything.
    public var write: @Sendable (String) -> Void

    /// Makes a log.
    public init(_ format: Format, write: @escaping @Sendable (String) -> Void) {
        self.format = format
        self.write = write
    }

    func add(_ entry: JournalEntry, _ organization: Organization, _ mock: Mock) {
        let reader = JournalReader(mock, organization)
        switch format {
        case .json:
            let name = JSONMember("organization", JSONNode(organization.id))
            let line = JSONNode([name] + (entry.outline(reader).members ?? [])).text()
            write(Printable.json(line) + "\n")
        case .text(let isColoured):
            write(TextLine(entry, organization.id, reader, isColoured: isColoured).text + "\n")
        }
    }
}

/// A line for people.
private struct TextLine {
    let text: String

    init(
        _ entry: JournalEntry, _ organization: String, _ reader: JournalReader, isColoured: Bool
    ) {
        let status = entry.response.status
        let query = entry.request.queryBytes.map { "?" + reader.mask.query($0) } ?? ""
        let colour = status < 400 ? "32" : status < 500 ? "33" : "31"
        let columns = [
            reader.mask.text(entry.request.method),
            reader.mask.path(entry.request.pathBytes) + query,
            entry.route(reader)?.name, Self.milliseconds(entry.facts.nanoseconds),
        ]
        let words = (columns + Self.remarks(entry, reader)).compactMap { $0 }
        // A decoded path may hold what moves a cursor, begins another line, or commands a CI system.
        text =
            [
                entry.facts.at.exactISO8601, organization,
                isColoured ? "\u{1B}[\(colour)m\(status)\u{1B}[0m" : "\(status)",
                Printable.line(words.joined(separator: "  ")),
            ].joined(separator: "  ")
    }

    private static func remarks(_ entry: JournalEntry, _ reader: JournalReader) -> [String?] {
        let kinds = entry.violations(reader).map(\.kind.rawValue)
        let facts = entry.facts
        return [
            entry.request.isPreflight ? "preflight" : nil,
            facts.delay.map { "held back \($0.inMilliseconds) ms" },
            facts.faults.isEmpty
                ? nil : "broken by " + facts.faults.joined(separator: ", "),
            facts.idleFaults.isEmpty
                ? nil : "not broken by " + facts.idleFaults.joined(separator: ", "),
            entry.deliveryWords, entry.resent, facts.reason,
            facts.refusal.map { "refused: \($0)" },
            facts.forwardedTo.map { "passed on to \($0)" },
            entry.response.headers["X-Mock-Notice"],
            kinds.isEmpty ? nil : "odd: " + kinds.joined(separator: ", "),
        ]
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        let hundredths = (nanoseconds + 5_000) / 10_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) ms"
    }
}
