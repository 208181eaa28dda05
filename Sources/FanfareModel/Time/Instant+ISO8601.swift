import Foundations

extension Instant {
    /// The instant as the API writes it: UTC, whole seconds, `2024-12-01T10:00:00Z`.
    public var iso8601: String { civil.iso8601(withMilliseconds: false) }

    /// The instant with its milliseconds when it has any, as the control protocol writes it.
    public var exactISO8601: String { civil.iso8601(withMilliseconds: milliseconds % 1000 != 0) }

    /// Lends the bytes of `iso8601`.
    public func withISO8601(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
            let length = civil.writeISO8601(to: text)
            body(UnsafeBufferPointer(rebasing: text[..<length]))
        }
    }

    /// Reads an ISO 8601 instant with a time zone: `2024-12-01T10:00:00.5+01:00`; nil for anything else.
    public init?(iso8601 text: String) {
        guard let text = ISO8601Text(text), text.time.second < 60,
            let milliseconds = text.millisecondsSince1970
        else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    /// The first instant that can be written with a year of four digits.
    public static let earliest = Instant(milliseconds: Int64(CivilTime.writable.lowerBound))
    /// The last instant that can be written with a year of four digits.
    public static let latest = Instant(milliseconds: Int64(CivilTime.writable.upperBound))

    /// The calendar fields; an instant that cannot be written is moved to the nearest that can.
    private var civil: CivilTime { CivilTime(millisecondsSince1970: Int(milliseconds)) }
}
