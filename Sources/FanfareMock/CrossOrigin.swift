import FanfareModel
import HTTPEngine

/// What a browser needs to call the API from a page of any origin (specs/v1/contract.md#browsers, our choice).
enum CrossOrigin {
    private static let requestHeaders =
        "Content-Type, Authorization, X-Publishable-Key, X-Organization-Id, X-Secret-Key, X-Fingerprint"
    private static let responseHeaders: StaticString = """
        X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Retry-After, \
        X-Fingerprint-Error, X-Fingerprint-Mismatch
        """

    /// The answer to a browser that asks before it calls.
    static func preflight(_ allowed: [String]) -> Reply {
        var reply = Reply(204)
        reply.headers = [
            ("Allow", (allowed + ["OPTIONS"]).joined(separator: ", ")),
            ("Access-Control-Allow-Methods", allowed.joined(separator: ", ")),
            ("Access-Control-Allow-Headers", requestHeaders),
            ("Access-Control-Max-Age", "600"),
        ]
        return reply
    }

    /// Lets the page read an answer; a page that sends credentials needs its own origin named.
    static func allow(_ origin: ArraySlice<UInt8>?, in response: inout PlainFields) {
        guard let origin else { return response.add("Access-Control-Allow-Origin", "*") }
        origin.withUnsafeBufferPointer { response.add("Access-Control-Allow-Origin", $0) }
        response.add("Access-Control-Allow-Credentials", "true")
        response.add("Access-Control-Expose-Headers", responseHeaders)
        response.add("Vary", "Origin")
    }
}

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
