import Foundation
import Testing

@testable import Foundations

/// Times of places, against the same database read by others.
struct TimeZoneTests {
    private static let names = [
        "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Sydney", "Asia/Tokyo",
        "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca", "Pacific/Apia",
        "America/Sao_Paulo", "Asia/Tehran",
    ]

    /// The rules, nil on a machine that has none.
    private func rules(_ name: String) -> TimeZoneRules? {
        let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)")
        let rules = data.flatMap { TimeZoneRules([UInt8]($0)) }
        #expect((rules == nil) == (data == nil))
        return rules
    }

    @Test(arguments: names) func `a place is as far from UTC as others say`(_ name: String) throws {
        guard let rules = rules(name), let zone = TimeZone(identifier: name) else { return }
        // Every 83 hours and a bit from 1975 to 2036.
        for instant in stride(from: 157_766_400, to: 2_082_758_400, by: 300_007) {
            let date = Date(timeIntervalSince1970: Double(instant))
            let offset = zone.secondsFromGMT(for: date)
            try #require(rules.offset(at: instant) == offset, "\(name) \(instant)")
            let again = rules.instant(showing: instant + offset)
            try #require(rules.offset(at: again) + again == instant + offset)
        }
    }

    @Test func `a time that is skipped or comes twice is read by what held before`() throws {
        guard let rules = rules("America/New_York") else { return }
        let shown = { (text: String) in
            rules.instant(showing: (ISO8601Text(text)?.millisecondsSince1970 ?? 0) / 1000)
        }
        let expected = { (text: String) in (ISO8601Text(text)?.millisecondsSince1970 ?? 0) / 1000 }
        #expect(shown("2026-12-15T09:00:00Z") == expected("2026-12-15T14:00:00Z"))
        #expect(shown("2026-07-15T09:00:00Z") == expected("2026-07-15T13:00:00Z"))
        #expect(shown("2026-03-08T02:30:00Z") == expected("2026-03-08T07:30:00Z"))
        #expect(shown("2026-11-01T01:30:00Z") == expected("2026-11-01T05:30:00Z"))
    }

    @Test func `bytes that are no rules are refused, and UTC needs none`() {
        #expect(TimeZoneRules([]) == nil)
        #expect(TimeZoneRules(Array("TZif2".utf8) + [UInt8](repeating: 0xFF, count: 100)) == nil)
        #expect(TimeZoneRules.utc.instant(showing: 5) == 5)
    }
}
