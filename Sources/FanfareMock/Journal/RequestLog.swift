import FanfareModel
import HTTPEngine
import JSONTree

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
            write(JSONNode([name] + (entry.outline(reader).members ?? [])).text() + "\n")
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
        let query = entry.request.queryBytes.map { "?" + Mask.query($0) } ?? ""
        let colour = status < 400 ? "32" : status < 500 ? "33" : "31"
        let columns = [
            entry.facts.at.exactISO8601, organization,
            isColoured ? "\u{1B}[\(colour)m\(status)\u{1B}[0m" : "\(status)",
            Self.printable(Mask.text(entry.request.method)),
            Self.printable(Mask.path(entry.request.pathBytes) + query),
            entry.route(reader)?.name, Self.milliseconds(entry.facts.nanoseconds),
        ]
        text = (columns + Self.remarks(entry, reader)).compactMap { $0 }.joined(separator: "  ")
    }

    private static func remarks(_ entry: JournalEntry, _ reader: JournalReader) -> [String?] {
        let kinds = entry.oddities(reader).map(\.kind.rawValue)
        let facts = entry.facts
        return [
            entry.request.isPreflight ? "preflight" : nil,
            facts.delay.map { "held back \($0.inMilliseconds) ms" },
            facts.faults.isEmpty
                ? nil : "broken by " + facts.faults.joined(separator: ", "),
            facts.idleFaults.isEmpty
                ? nil : "not broken by " + facts.idleFaults.joined(separator: ", "),
            entry.deliveryWords, entry.resent,
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

    /// A decoded path may hold what moves a cursor or begins another line.
    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
