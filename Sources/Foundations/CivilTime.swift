/// A day and a time of it, to the millisecond.
package struct CivilTime: Hashable, Sendable {
    /// The day.
    package let date: CivilDate
    /// The hour, 0 to 23.
    package let hour: Int
    /// The minute, 0 to 59.
    package let minute: Int
    /// The second, 0 to 59; 60 where a leap second was read.
    package let second: Int
    /// The millisecond, 0 to 999.
    package let millisecond: Int

    /// The milliseconds since 1970 of all that can be written with a year of four digits.
    package static let writable = -62_167_219_200_000...253_402_300_799_999

    /// Refuses what no clock shows.
    package init?(
        _ date: CivilDate, hour: Int, minute: Int, second: Int = 0, millisecond: Int = 0
    ) {
        guard hour < 24, minute < 60, second < 61, millisecond < 1000 else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    /// The time in UTC; outside of what can be written it is the nearest inside.
    package init(millisecondsSince1970 milliseconds: Int) {
        let clamped = min(
            max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
        let days = (clamped - (clamped < 0 ? 86_399_999 : 0)) / 86_400_000
        let time = clamped - days * 86_400_000
        date = CivilDate(daysSince1970: days)
        hour = time / 3_600_000
        minute = time / 60_000 % 60
        second = time / 1000 % 60
        millisecond = time % 1000
    }

    /// How many milliseconds after 1970 it is in UTC.
    package var millisecondsSince1970: Int {
        (((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millisecond
    }
}
