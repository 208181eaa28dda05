import FanfareModel
import Foundations
import JSONTree
import SystemFiles

/// The time zones whose rules this machine has.
enum TimeZones {
    /// Where the IANA database lies on the systems that the product is for.
    private static let folder = "/usr/share/zoneinfo"

    /// The rules of a zone that is named as `timeZone` fields name it; nil where there are none.
    ///
    /// A name of that form leads nowhere else; a file of it has a few thousand bytes.
    static func rules(of name: String) -> TimeZoneRules? {
        if ["UTC", "GMT"].contains(name) { return .utc }
        guard !name.contains("."), !name.hasPrefix("/"),
            let bytes = try? Files.read("\(folder)/\(name)", atMost: 64 << 10)
        else { return nil }
        return TimeZoneRules(bytes)
    }
}

extension FieldReader {
    /// An instant that may be missing or null; a time without an offset is a time of the zone.
    mutating func optionalInstant(_ field: String, in zone: String) -> Instant? {
        // Written as if it were one of UTC.
        guard let text = body[field]?.string, Instant(iso8601: text) == nil,
            let local = Instant(iso8601: text + "Z")
        else { return optionalInstant(field) }
        guard let rules = TimeZones.rules(of: zone) else {
            report(
                field,
                .unreadable(
                    "Expected an offset such as Z or -05:00: this machine has no rules for \(zone)")
            )
            return nil
        }
        let seconds = rules.instant(showing: Int(local.seconds))
        let instant = local + .seconds(seconds - Int(local.seconds))
        return min(max(instant, .earliest), .latest)
    }
}
