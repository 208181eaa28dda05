import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Inputs in another spelling: amounts, instants, devices, bodies and queries.
extension RuleMutant {
    static let spellingsOfValues: [RuleMutant] = [
        RuleMutant(
            "spelling/amounts-compared-as-text", "Amounts are compared digit by digit",
            "auctions.bid",
            by: .refusing("POST /auctions/{id}/bid", with: .bidTooLow) { intercepted in
                let details = intercepted.call("GET", intercepted.place).document
                guard let highest = details["currentHighBid"]?.number?.text,
                    let amount = intercepted.body["amount"]?.number?.text
                else { return false }
                return amount < highest
            }),
        RuleMutant(
            "spelling/amounts-with-cents-refused", "An amount with cents is refused",
            "auctions.bid",
            by: .refusing(
                "POST /auctions/{id}/bid",
                with: .validation([FieldIssue("amount", .wrongType(expected: "integer"))])
            ) { $0.body["amount"]?.number?.text.contains(".") == true }),
        RuleMutant(
            "spelling/amounts-with-exponent-refused", "An amount written as 2e2 is refused",
            "auctions.bid.cents",
            by: .refusing(
                "POST /auctions/{id}/bid",
                with: .validation([FieldIssue("amount", .wrongType(expected: "number"))])
            ) { $0.body["amount"]?.number?.text.lowercased().contains("e") == true }),
        RuleMutant(
            "spelling/large-amounts-rounded", "Amounts have seven digits that count",
            "auctions.bid",
            by: .document(
                "POST /auctions/{id}/bid", "GET /auctions/{id}/status", "GET /auctions/{id}"
            ) { document, _ in
                for name in ["lastBidAmount", "currentHighBid"] {
                    document.change(name) { node in
                        guard let amount = node.number?.double, Double(Float(amount)) != amount,
                            amount > 99_999
                        else { return }
                        node = JSONNode(.number(JSONNumber(text: "\(Double(Float(amount)))")))
                    }
                }
            }),
        RuleMutant(
            "spelling/amounts-over-a-thousand-cut", "Bids of more than 1000 count as 1000",
            "auctions.bid",
            by: .document("POST /auctions/{id}/bid", "GET /auctions/{id}/status") { document, _ in
                document.change("lastBidAmount") {
                    if $0.number?.double ?? 0 > 1000 { $0 = 1000 }
                }
            }),
        RuleMutant(
            "spelling/offsets-ignored", "An instant with an offset is read as if it had none",
            "serving.timestamps.input", by: .times { time, _ in time.prefix(19) + "Z" }),
        RuleMutant(
            "spelling/offsets-turned", "An offset is added instead of taken off",
            "serving.timestamps.input",
            by: .times { time, offset in
                time.dropLast(6) + (offset.hasPrefix("-") ? "+" : "-") + offset.dropFirst()
            }),
        RuleMutant(
            "spelling/offsets-in-whole-hours", "The minutes of an offset do not count",
            "serving.timestamps.input",
            by: .times { time, offset in time.dropLast(6) + offset.prefix(3) + ":00" }),
        RuleMutant(
            "spelling/offsets-refused", "An instant with an offset is refused",
            "serving.timestamps.input",
            by: .refusing(
                "POST /experiences", "POST /queues", "POST /draws", "POST /auctions",
                with: .validation([FieldIssue("openAt", .invalidInstant)])
            ) { intercepted in
                ["openAt", "closeAt", "drawAt", "settleAt"].contains { name in
                    intercepted.body[name]?.string?.suffix(6).first.map { "+-".contains($0) }
                        ?? false
                }
            }),
        RuleMutant(
            "spelling/local-times-in-utc", "A time without an offset is read in UTC",
            "admin.times.local", by: .localTimes { _ in "Z" }),
        RuleMutant(
            "spelling/local-times-without-summer", "A time without an offset knows no summer",
            "admin.times.local",
            by: .localTimes { zone in
                ["America/New_York": "-05:00", "Europe/Berlin": "+01:00", "Europe/London": "Z"][
                    zone]
            }),
        RuleMutant(
            "spelling/local-times-with-summer", "A time without an offset is always in summer",
            "admin.times.local",
            by: .localTimes { zone in
                [
                    "America/New_York": "-04:00", "Europe/Berlin": "+02:00",
                    "Europe/London": "+01:00",
                ][
                    zone]
            }),
        RuleMutant(
            "spelling/devices-in-small-letters", "Capitals in a fingerprint do not count",
            "queues.validate.mismatch", by: .devices { $0.lowercased() }),
        RuleMutant(
            "spelling/devices-by-eight-letters", "Only eight letters of a fingerprint count",
            "queues.validate.mismatch", by: .devices { String($0.prefix(8)) }),
        RuleMutant(
            "spelling/charset-refused", "A Content-Type with a charset is refused",
            "otp.request.email",
            by: .around { intercepted in
                guard intercepted.request.headers["Content-Type"]?.contains(";") == true else {
                    return intercepted.proceed()
                }
                let issue = FieldIssue("body", .unreadable("Must be JSON"))
                return intercepted.wrong(intercepted.refusal(.validation([issue])))
            }),
        RuleMutant(
            "spelling/escapes-unread", "What a body writes with escapes is read as it stands",
            "otp.verify",
            by: .around { intercepted in
                let text = String(decoding: intercepted.request.body, as: UTF8.self)
                guard text.contains("\\u00") else { return intercepted.proceed() }
                intercepted.request.body = Array(text.replacing("\\u00", with: "\\\\u00").utf8)
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "spelling/indented-bodies-refused", "A body over several lines is refused",
            "otp.request.email",
            by: .around { intercepted in
                guard intercepted.request.body.contains(UInt8(ascii: "\n")),
                    (try? JSONNode(parsing: intercepted.request.body)) != nil
                else { return intercepted.proceed() }
                let issue = FieldIssue("body", .unreadable("Must be JSON"))
                return intercepted.wrong(intercepted.refusal(.validation([issue])))
            }),
        RuleMutant(
            "spelling/first-parameter-alone", "Only the first parameter of a query is read",
            "auctions.history.limit",
            by: .around("GET /auctions/{id}/bids/history", "GET /auctions/{id}/bids") {
                intercepted in
                guard let query = intercepted.request.query, query.contains("&") else {
                    return intercepted.proceed()
                }
                let first = query.prefix { $0 != "&" }
                intercepted.request.target = intercepted.request.path + "?" + first
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "spelling/parameters-not-decoded", "What is percent-encoded in a query is not read",
            "auctions.history.limit",
            by: .around("GET /auctions/{id}/bids/history", "GET /auctions/{id}/bids") {
                intercepted in
                guard intercepted.request.query?.contains("%") == true else {
                    return intercepted.proceed()
                }
                intercepted.request.target = intercepted.request.path
                return intercepted.wrong(intercepted.proceed())
            }),
    ]
}

extension Mutation {
    /// Reads the instants of creation calls differently, where they have an offset.
    fileprivate static func times(
        _ change: @escaping @Sendable (_ time: String, _ offset: String) -> String
    ) -> Mutation {
        creating { text, _ in
            let offset = String(text.suffix(6))
            guard text.count > 20, offset.first.map({ "+-".contains($0) }) == true else {
                return nil
            }
            return change(text, offset)
        }
    }

    /// Reads the times of creation calls that have no offset with another one.
    fileprivate static func localTimes(
        _ offset: @escaping @Sendable (_ zone: String) -> String?
    ) -> Mutation {
        creating { text, zone in
            guard text.count == 19, let offset = offset(zone) else { return nil }
            return text + offset
        }
    }

    /// Rewrites the times of creation calls.
    private static func creating(
        _ change: @escaping @Sendable (_ text: String, _ zone: String) -> String?
    ) -> Mutation {
        around("POST /experiences", "POST /queues", "POST /draws", "POST /auctions") {
            intercepted in
            let zone =
                intercepted.body["timeZone"]?.string ?? intercepted.organization.settings.timeZone
            for name in ["openAt", "closeAt", "drawAt", "settleAt"] {
                guard let text = intercepted.body[name]?.string, let changed = change(text, zone)
                else { continue }
                intercepted.say(name, JSONNode(changed))
                intercepted.wasTouched = true
            }
            return intercepted.proceed()
        }
    }

    /// Takes two devices for one whose fingerprints read alike.
    fileprivate static func devices(_ plain: @escaping @Sendable (String) -> String) -> Mutation {
        remembering(
            [String: String](), ["POST /queues/{id}/enter", "POST /queues/{id}/validate"]
        ) { intercepted, bound in
            let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
            let shown = intercepted.request.headers["X-Fingerprint"] ?? ""
            let response = intercepted.proceed()
            if intercepted.route == "POST /queues/{id}/enter" {
                if response.isGood { bound[key] = shown }
                return response
            }
            guard response.error == "DEVICE_MISMATCH", let own = bound[key],
                plain(own) == plain(shown)
            else { return response }
            intercepted.request.headers.set("X-Fingerprint", own)
            return intercepted.wrong(intercepted.proceed())
        }
    }
}
