import FanfareModel
import Foundations
import HTTPEngine
import JSONTree

/// How a refusal looks where pages leave it open.
extension MockLiberty {
    static let refusals: [MockLiberty] = refusedOtherwise + shapes + retries + plain

    /// Refusals of which no page gives the status, or neither status nor word.
    private static let refusedOtherwise: [MockLiberty] =
        [
            ("already_linked", "already-linked", [400, 403]),
            ("consumer_conflict", "consumer-conflict", [400, 403]),
            ("exchange_code_expired", "exchange-code-expired", [400, 404]),
            ("invalid_exchange_code", "invalid-exchange-code", [400, 404]),
            ("ADMISSION_INVALID", "admission-invalid", [400, 401]),
            ("ADMISSION_EXPIRED", "admission-expired", [400, 401]),
            ("Queue is closed", "queue-closed", [403, 423]),
        ].flatMap { (error: String, word: String, statuses: [Int]) in
            statuses.map { status in
                MockLiberty(
                    "refusal/\(status)-for-\(word)",
                    "\(error) comes with \(status): no page names its status",
                    decides: "status of \(error)"
                ) { response, _ in if response.error == error { response.status = status } }
            }
        } + [
            other(
                "queue-closed", "A closed queue says so in other words",
                ["POST /queues/{id}/enter"], "Queue is closed", "The queue has ended"),
            other(
                "admission-invalid", "A bad admission token is refused in other words",
                ["POST /queues/{id}/validate", "POST /draws/{id}/validate"], "ADMISSION_INVALID",
                "INVALID_TOKEN"),
            other(
                "admission-expired", "A lapsed admission token is refused in other words",
                ["POST /queues/{id}/validate", "POST /draws/{id}/validate"], "ADMISSION_EXPIRED",
                "TOKEN_EXPIRED"),
            other(
                "admit-absent", "Admitting somebody absent is refused in other words",
                ["POST /queues/{id}/admit"], "Consumer not in queue", "Nobody of that name waits"),
            other(
                "release-not-found", "An unknown timed release is refused in other words",
                ["GET /timed-releases/{id}"], "Timed release not found", "No such release"),
            other(
                "release-not-open", "A timed release ahead is refused in other words",
                ["POST /timed-releases/{id}/enter"], "Timed release is not open yet",
                "Come back later"),
            MockLiberty(
                "refusal/valid-false-alone",
                "A bad admission token is answered with valid false and a text",
                routes: ["POST /queues/{id}/validate"], decides: "status of ADMISSION_INVALID"
            ) { response, _ in
                guard response.error?.hasPrefix("ADMISSION_") == true else { return }
                response.document = ["valid": false, "error": "no good token"]
            },
            MockLiberty(
                "refusal/conflict-as-400", "What a consumer's state does not allow is 400, not 409",
                routes: ["POST /queues/{id}/complete", "POST /draws/{id}/complete"]
            ) { response, _ in if response.status == 409 { response.status = 400 } },
            MockLiberty(
                "refusal/admit-absent-as-400", "Admitting somebody absent is 400",
                routes: ["POST /queues/{id}/admit"]
            ) { response, _ in if response.status == 404 { response.status = 400 } },
            MockLiberty(
                "refusal/release-ahead-as-400",
                "A timed release ahead is 400: its page names no status",
                routes: ["POST /timed-releases/{id}/enter"]
            ) { response, _ in if response.status == 423 { response.status = 400 } },
            MockLiberty(
                "refusal/malformed-code-as-validation",
                "A code that is not six digits fails validation",
                routes: ["POST /auth/otp/verify"]
            ) { response, intercepted in
                let code = intercepted.body["code"]?.string ?? "000000"
                guard response.error == "otp_invalid",
                    code.utf8.count != 6 || !code.allSatisfy(\.isNumber)
                else { return }
                response.status = 400
                response.document = [
                    "error": "Validation failed",
                    "details": [["field": "code", "message": "six digits"]],
                ]
            },
            MockLiberty(
                "refusal/logout-twice-as-204", "Logging out again is answered with 204",
                routes: ["POST /auth/logout"]
            ) { response, intercepted in
                // A token of ours that is no longer good; one that never was is refused.
                guard response.status == 401, let token = intercepted.token,
                    intercepted.hasEnded(token)
                else { return }
                response.empty(204)
            },
        ]

    /// The shape of every error: `error`, and `message` and `details` if wanted.
    private static let shapes: [MockLiberty] = [
        said("message-of-its-own", "Errors that have a message have another one") {
            if $0["message"] != nil { $0[editing: "message"] = "That did not work." }
        },
        said(
            "message-in-japanese", "Errors that have a message have it in the language of a person"
        ) {
            if $0["message"] != nil { $0[editing: "message"] = "確認コードが正しくありません。" }
        },
        said("no-message", "Errors have no message, which is optional") {
            $0[editing: "message"] = nil
        },
        said("message-always", "All errors have a message") {
            if $0["message"] == nil { $0[editing: "message"] = "Something else was expected" }
        },
        said("message-long", "Messages have a thousand words") {
            $0[editing: "message"] = JSONNode(
                String(repeating: "so ", count: 1000) + ($0["message"]?.string ?? ""))
        },
        said("details-empty", "Errors without details have an empty list of them") {
            if $0["details"] == nil { $0[editing: "details"] = [] }
        },
        said("details-with-more", "Details say more than field and message") {
            $0.change("details", "*") {
                $0[editing: "code"] = "invalid_type"
                $0[editing: "path"] = ["body", $0["field"] ?? .null]
            }
        },
        said("details-in-other-words", "Details say what is wrong in words of their own") {
            $0.change("details", "*", "message") { $0 = "Feld fehlt oder passt nicht" }
        },
        said("details-of-more-fields", "Details name a further field") {
            guard let details = $0["details"]?.elements else { return }
            $0[editing: "details"] = JSONNode(
                [["field": "body", "message": "is incomplete"]] + details)
        },
        said("with-problem-members", "Errors also say what RFC 9457 says") {
            $0[editing: "type"] = "about:blank"
            $0[editing: "title"] = $0["error"]
            $0[editing: "detail"] = "See the documentation."
        },
        said("with-status-code", "Errors repeat their status, as frameworks do") {
            $0[editing: "statusCode"] = 400
            $0[editing: "timestamp"] = "2026-01-01T00:00:00.000Z"
            $0[editing: "path"] = "/api"
        },
        said("with-code", "Errors that have no code have a number for one") {
            if $0["code"] == nil { $0[editing: "code"] = "E1042" }
        },
        said("with-stack", "Errors have a trace and a cause") {
            $0[editing: "stack"] = "Error\n    at handler (/srv/app.js:1:1)"
            $0[editing: "cause"] = ["error": "none", "details": .null]
        },
        said("support-in-other-words", "Words for support are the server's own") {
            $0.change("support", "message") { $0 = "Bitte wenden Sie sich an uns." }
        },
        said("support-codes", "Codes for support look otherwise") {
            for name in ["referenceCode", "confirmationCode"] {
                $0.change("support", name) { $0 = "2026-000-017/b" }
            }
        },
    ]

    /// When to try again.
    private static let retries: [MockLiberty] = [
        retry("not-open-in-seconds", "What opens later says in how many seconds", 423) {
            response, intercepted in
            guard let text = response.headers["Retry-After"], let instant = Instant(iso8601: text)
            else {
                return
            }
            let seconds = max(1, instant.seconds - intercepted.now.seconds)
            response.headers.set("Retry-After", "\(seconds)")
        },
        retry("not-open-with-milliseconds", "What opens later says when, to the millisecond", 423) {
            response, _ in
            let text = response.headers["Retry-After"]?.replacing("Z", with: ".000Z")
            response.headers["Retry-After"] = text
        },
        retry("not-open-with-offset", "What opens later says when, with an offset of zero", 423) {
            response, _ in
            let text = response.headers["Retry-After"]?.replacing("Z", with: "+00:00")
            response.headers["Retry-After"] = text
        },
        retry("full-as-time", "A full queue says at which instant to try again", 429) {
            response, intercepted in
            guard response.error == "Queue is full" else { return }
            response.headers.set(
                "Retry-After", Instant(milliseconds: intercepted.now.milliseconds + 45_000).iso8601)
        },
        retry("full-in-five-minutes", "A full queue is tried again in 300 seconds", 429) {
            response, _ in
            if response.error == "Queue is full" { response.headers.set("Retry-After", "300") }
        },
        retry("limited-as-date", "An exceeded limit says an HTTP date", 429) {
            response, intercepted in
            guard response.error == "Rate limit exceeded" else { return }
            let seconds = Int(intercepted.now.seconds) + 30
            response.headers.set("Retry-After", HTTPDate.text(secondsSince1970: seconds))
        },
        retry("limited-for-a-second", "An exceeded limit is over in a second", 429) { response, _ in
            guard response.error == "Rate limit exceeded" else { return }
            response.headers.set("Retry-After", "1")
            response.edit { $0[editing: "retryAfter"] = 1 }
        },
    ]

    /// What no route answers is answered by whatever stands in front.
    private static let plain: [MockLiberty] = [
        unknown(
            "unknown-route-as-text", "An unknown route is 404 as plain text", 404,
            "404 page not found\n", "text/plain; charset=utf-8"),
        unknown(
            "unknown-route-as-page", "An unknown route is 404 as HTML", 404,
            "<html><body>Not Found</body></html>", "text/html"),
        unknown("unknown-route-empty", "An unknown route is 404 without a body", 404, "", nil),
        unknown(
            "method-as-text", "A wrong method is 405 as plain text", 405, "Method Not Allowed\n",
            "text/plain; charset=utf-8"),
        unknown("method-empty", "A wrong method is 405 without a body", 405, "", nil),
        MockLiberty("refusal/method-as-404", "A wrong method is 404", decides: "unknown 405") {
            response, _ in
            guard response.status == 405 else { return }
            response.status = 404
            response.headers.remove("Allow")
        },
    ]

    private static func other(
        _ word: String, _ sentence: String, _ routes: [String], _ error: String, _ text: String
    ) -> MockLiberty {
        MockLiberty("refusal/other-word-for-\(word)", sentence, routes: routes, layer: .answers) {
            response, _ in
            if response.error == error { response.edit { $0[editing: "error"] = JSONNode(text) } }
        }
    }

    private static func said(
        _ name: String, _ sentence: String, _ change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> MockLiberty {
        let decides = name.hasPrefix("message") || name == "no-message" ? "error message" : name
        return MockLiberty("errors/\(name)", sentence, decides: decides, layer: .members) {
            response, _ in
            if response.error != nil { response.edit(change) }
        }
    }

    private static func retry(
        _ name: String, _ sentence: String, _ status: Int,
        _ change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> MockLiberty {
        MockLiberty(
            "retry-after/\(name)", sentence, decides: "retry-after \(name.prefix(4))",
            layer: .members
        ) { response, intercepted in
            if response.status == status { change(&response, intercepted) }
        }
    }

    private static func unknown(
        _ name: String, _ sentence: String, _ status: Int, _ text: String, _ type: String?
    ) -> MockLiberty {
        MockLiberty("refusal/\(name)", sentence, decides: "unknown \(status)", layer: .wire) {
            response, intercepted in
            guard response.status == status, status == 405 || intercepted.route.isEmpty else {
                return
            }
            response.body = Array(text.utf8)
            response.headers["Content-Type"] = type
        }
    }
}
