import FanfareModel

extension Instant {
    /// The instant as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    var httpDate: String {
        let date = civil
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.weekday]
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][date.month - 1]
        let time = iso8601.dropFirst(11).dropLast()
        let day = (date.day < 10 ? "0" : "") + String(date.day)
        return "\(weekday), \(day) \(month) \(iso8601.prefix(4)) \(time) GMT"
    }
}
