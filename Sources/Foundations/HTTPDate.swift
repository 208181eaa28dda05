/// `IMF-fixdate` of RFC 9110 section 5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    /// The text of an instant, given in seconds since 1970.
    package static func text(secondsSince1970: Int) -> String {
        String(decoding: bytes(secondsSince1970: secondsSince1970), as: UTF8.self)
    }

    /// The bytes of the text of an instant, given in seconds since 1970.
    package static func bytes(secondsSince1970: Int) -> [UInt8] {
        let time = CivilTime(millisecondsSince1970: secondsSince1970 * 1000)
        let iso8601 = time.iso8601(withMilliseconds: false)
        let month = months[time.date.month - 1]
        let date = "\(iso8601.dropFirst(8).prefix(2)) \(month) \(iso8601.prefix(4))"
        let clock = iso8601.dropFirst(11).dropLast()
        return Array("\(weekdays[time.date.weekday]), \(date) \(clock) GMT".utf8)
    }

    /// The seconds since 1970 that a text tells, nil for what is no such text.
    package static func secondsSince1970(_ text: String) -> Int? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", parts[0].hasSuffix(","),
            weekdays.contains(String(parts[0].dropLast())), parts[4].utf8.count == 8,
            let month = months.firstIndex(of: String(parts[2])),
            let read = ISO8601Text("\(parts[3])-\(twoDigits(month + 1))-\(parts[1])T\(parts[4])Z"),
            read.isFull
        else { return nil }
        return read.millisecondsSince1970.map { $0 / 1000 }
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
