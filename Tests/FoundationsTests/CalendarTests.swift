import Foundations
import Testing

/// Days, times of day and how they are written.
struct CalendarTests {
    @Test func `every day of 400 years follows the one before`() throws {
        var before = CivilDate(daysSince1970: -146_097)
        for days in -146_096...146_097 {
            let day = CivilDate(daysSince1970: days)
            try #require(day.daysSince1970 == days)
            try #require(CivilDate(year: day.year, month: day.month, day: day.day) == day)
            let isNext =
                day.day == before.day + 1 && day.month == before.month
                || day.day == 1 && day.month == before.month % 12 + 1
            try #require(isNext && day.weekday == (before.weekday + 1) % 7, "\(days)")
            before = day
        }
    }

    @Test(arguments: [
        (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 4, 31), (2026, 2, 29), (2100, 2, 29),
    ])
    func `there is no such day`(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2024-12-01T10:00:00Z", 1_733_047_200_000, true),
        ("2024-12-01T10:00:00.25+01:00", 1_733_043_600_250, true),
        ("2024-12-01t10:00:00z", 1_733_047_200_000, false),
        ("2024-12-01T10:00Z", 1_733_047_200_000, false),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000, true),
    ])
    func `an instant is read, with how it was written`(
        _ text: String, _ milliseconds: Int, _ isFull: Bool
    ) throws {
        let read = try #require(ISO8601Text(text))
        #expect(read.millisecondsSince1970 == milliseconds)
        #expect(read.isFull == isFull)
        #expect(read.endsInZ == text.hasSuffix("Z"))
    }

    @Test func `what leads out of the years of four digits is no instant`() {
        #expect(ISO8601Text("0000-01-01T00:00:00+00:01")?.millisecondsSince1970 == nil)
        #expect(ISO8601Text("9999-12-31T23:59:60Z")?.millisecondsSince1970 == nil)
        #expect(
            CivilTime(millisecondsSince1970: .max).iso8601(withMilliseconds: true)
                == "9999-12-31T23:59:59.999Z")
    }

    @Test(
        "dates are those of RFC 9110",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ])
    func dates(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.text(secondsSince1970: seconds) == text)
        #expect(HTTPDate.secondsSince1970(text) == seconds)
    }

    @Test(arguments: [
        "Sun Nov  6 08:49:37 1994", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37.0 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
    ])
    func `any other date is none of HTTP's`(_ text: String) {
        #expect(HTTPDate.secondsSince1970(text) == nil)
    }
}
