import Foundations
import HTTPEngine
import JSONTree
import SafeText

/// An answer that the API did not give: that of a gateway, a login page, a wall before it.
///
/// Such an answer says nothing about the API, so nothing is ever blamed on a clause for it.
struct Disturbance: Sendable, Hashable {
    /// What answered instead, as half a sentence: `HTML instead of JSON: 401 from nginx, …`.
    let text: String
    /// What its owner may do about it, as half a sentence.
    let advice: String?
    /// Whether it may be gone a moment later.
    let passes: Bool

    /// Recognizes one; nil for what the API itself may have said, however wrong it is.
    init?(_ response: HTTPResponse) {
        let headers = response.headers
        let isMarkup = Self.isMarkup(response)
        let isJSON = Self.looksLikeJSON(response.body)
        let isRedirect = [301, 302, 303, 307, 308].contains(response.status)
        let isGateway =
            [502, 503, 504].contains(response.status) || (520...530).contains(response.status)
        guard isMarkup || (isRedirect && !isJSON) || (isGateway && !isJSON) else { return nil }
        let what =
            if isRedirect { "a redirect" } else if isMarkup { "HTML instead of JSON" } else {
                "no answer of the API"
            }
        var words = ["\(response.status)"]
        for (name, label) in [
            ("Server", "from"), ("Location", "to"), ("WWW-Authenticate", "asking for"),
            ("Retry-After", "to try again after"), ("cf-mitigated", "cf-mitigated"),
        ] {
            guard let value = headers[name], !value.isEmpty else { continue }
            let unit = name == "Retry-After" && Int(value) != nil ? " s" : ""
            words.append("\(label) \(Excerpt.text(value, limit: 200))\(unit)")
        }
        if let title = Self.title(response.body) { words.append("\"\(title)\"") }
        text = Printable.line("\(what): \(words.joined(separator: ", "))")
        advice = Self.advice(response, isRedirect: isRedirect)
        passes = isGateway || response.status == 429
    }

    private static func advice(_ response: HTTPResponse, isRedirect: Bool) -> String? {
        let headers = response.headers
        if isRedirect {
            return headers["Location"].map {
                "write the address it leads to, if it is the API's: "
                    + Printable.line(Excerpt.text($0, limit: 200))
            }
        }
        if let scheme = headers["WWW-Authenticate"]?.split(separator: " ").first {
            return scheme.lowercased() == "basic"
                ? #"give it "basicAuth" in the target file"#
                : #"give it what it asks for by "headers" in the target file"#
        }
        if [429, 503].contains(response.status) {
            return #"if calls are limited there, set "pace": {"requestsPerSecond": 5}"#
        }
        if headers["cf-mitigated"] != nil {
            return
                "let this machine past the wall, or give it a token by \"headers\" in the target file"
        }
        return nil
    }

    /// Whether an answer is a page for people.
    private static func isMarkup(_ response: HTTPResponse) -> Bool {
        let start = response.body.prefix(256).drop {
            $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0)
        }
        guard start.first == UInt8(ascii: "<") else { return false }
        let type = response.headers["Content-Type"]?.lowercased() ?? ""
        let text = String(decoding: start, as: UTF8.self).lowercased()
        return type.contains("html") || text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }

    private static func looksLikeJSON(_ body: [UInt8]) -> Bool {
        (try? JSONNode(parsing: body, limits: .ofAnswer))?.members != nil
    }

    /// What a page calls itself.
    private static func title(_ body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        guard let start = text.firstRange(of: "<title>"),
            let end = text[start.upperBound...].firstRange(of: "</title>")
        else { return nil }
        let words = text[start.upperBound..<end.lowerBound].split(whereSeparator: \.isWhitespace)
        let title = words.joined(separator: " ")
        return title.isEmpty ? nil : Excerpt.text(title, limit: 80)
    }
}
