import FanfareConformance
import FanfareMock
import FanfareModel

/// An instant that is read is written as the same instant, by the mock and by the suite.
func fuzzInstant(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    if let instant = Instant(iso8601: text) {
        let written = instant.exactISO8601
        try require(
            Instant(iso8601: written) == instant, "\(text) became \(written)")
        let seconds = Instant(iso8601: instant.iso8601)
        try require(seconds?.seconds == instant.seconds, "\(text) became \(instant.iso8601)")
        let judged = Timestamp(iso8601: text, allowsOffset: true)
        // The mock keeps whole milliseconds, as the suite does.
        if let judged {
            try require(
                judged.milliseconds == Int(instant.milliseconds),
                "\(text) is \(instant.milliseconds) to the mock, \(judged.milliseconds) to the suite"
            )
        }
    }
    if let judged = Timestamp(iso8601: text) {
        // Only the suite lets a leap second pass: a target may have one.
        let isKnown = Instant(iso8601: text) != nil || text.contains(":60")
        try require(isKnown, "\(text) is an instant to the suite alone")
        let again = Timestamp(iso8601: judged.description)
        try require(again == judged, "\(text) became \(judged)")
    }
    _ = Timestamp(httpDate: text)
    _ = Duration(words: text)
    guard let span = TimeSpan(text) else { return }
    try require(TimeSpan(span.description) == span, "\(text) became \(span)")
}
