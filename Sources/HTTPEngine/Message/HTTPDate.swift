/// `IMF-fixdate` of RFC 9110 section 5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    /// The text of an instant, given in seconds since 1970.
    package static func text(secondsSince1970: Int) -> String {
        String(decoding: bytes(secondsSince1970: secondsSince1970), as: UTF8.self)
    }

    static func bytes(secondsSince1970 seconds: Int) -> [UInt8] {
        let secondOfDay = (seconds % 86_400 + 86_400) % 86_400
        let dayNumber = (seconds - secondOfDay) / 86_400
        let (year, month, day) = civilDate(daysSince1970: dayNumber)
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[((dayNumber % 7) + 7 + 4) % 7]
        let date = "\(weekday), \(twoDigits(day)) \(months[month - 1]) \(fourDigits(year))"
        let hour = twoDigits(secondOfDay / 3600)
        let minute = twoDigits(secondOfDay / 60 % 60)
        return Array("\(date) \(hour):\(minute):\(twoDigits(secondOfDay % 60)) GMT".utf8)
    }

    /// Days to a date of the Gregorian calendar, by eras of 400 years that begin on 1 March.
    private static func civilDate(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func fourDigits(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 4 - "\(number)".utf8.count)) + "\(number)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
