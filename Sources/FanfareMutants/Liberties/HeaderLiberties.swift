import HTTPEngine

/// Headers that HTTP leaves to a server and to what stands before it (RFC 9110).
extension MockLiberty {
    static let headers: [MockLiberty] =
        [
            rewritten(
                "headers/lower-case", "Header names are lower case, as HTTP/2 writes them"
            ) { fields in fields.map { ($0.name.lowercased(), $0.value) } },
            rewritten(
                "headers/upper-case", "Header names are upper case: their case says nothing"
            ) { fields in fields.map { ($0.name.uppercased(), $0.value) } },
            rewritten(
                "headers/reversed", "Headers stand in the opposite order, which says nothing",
                decides: "headers/order"
            ) { $0.reversed() },
            rewritten(
                "headers/sorted", "Headers are sorted by name, as gateways do",
                decides: "headers/order"
            ) { fields in fields.sorted { $0.name.lowercased() < $1.name.lowercased() } },
            MockLiberty(
                "headers/no-request-id-on-success",
                "Only errors carry X-Request-Id: the documentation reads it there"
            ) { response, _ in
                if response.isGood { response.headers.remove("X-Request-Id") }
            },
            MockLiberty(
                "headers/no-date", "No Date is there, as from a server without a clock"
            ) { response, _ in response.headers.remove("Date") },
        ] + contentTypes + additional + identifiedRequests

    private static let contentTypes = [
        ("with-charset", "application/json; charset=utf-8"),
        ("charset-upper-case", "application/json; charset=UTF-8"),
        ("charset-quoted", "application/json;charset=\"utf-8\""),
        ("with-profile", "application/json; profile=\"v1\"; charset=utf-8"),
    ].map { word, text in
        MockLiberty(
            "content-type/\(word)", "JSON is announced as \(text), which is the same media type",
            decides: "content-type"
        ) { response, intercepted in
            guard !response.body.isEmpty, intercepted.isOrdinary else { return }
            response.headers.set("Content-Type", text)
        }
    }

    private static let additional = [
        ("server", ["Server: nginx/1.27.1"]),
        ("powered-by", ["X-Powered-By: Express"]),
        ("edge", ["CF-Ray: 8f2a1b3c4d5e6f70-AMS", "CF-Cache-Status: DYNAMIC"]),
        ("cookies", ["Set-Cookie: __cf_bm=a.b-c; Path=/; HttpOnly", "Set-Cookie: lb=7; Secure"]),
        ("transport-security", ["Strict-Transport-Security: max-age=63072000; preload"]),
        ("alternative-service", ["Alt-Svc: h3=\":443\"; ma=86400"]),
        ("content-language", ["Content-Language: de-CH"]),
        ("vary", ["Vary: Origin, Accept-Encoding", "Vary: Accept-Language"]),
        ("entity-tag", ["ETag: W/\"5-a8f5f167\""]),
        ("cache-control", ["Cache-Control: private, no-store, max-age=0", "Pragma: no-cache"]),
        ("security", ["X-Content-Type-Options: nosniff", "X-Frame-Options: DENY"]),
        ("policy", ["Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"]),
        ("timing", ["Server-Timing: db;dur=3.1, app;dur=5", "X-Response-Time: 8ms"]),
        ("via", ["Via: 1.1 google, 1.1 varnish", "Age: 0"]),
        ("tracing", ["traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
        (
            "reporting",
            ["NEL: {\"report_to\":\"a\",\"max_age\":1}", "Report-To: {\"group\":\"a\"}"]
        ),
        ("links", ["Link: <https://docs.example.com>; rel=\"help\""]),
        ("draft-limits", ["RateLimit: \"default\";r=50;t=30", "RateLimit-Policy: \"a\";q=100"]),
        ("version", ["X-Api-Version: 2024-12-01", "Deprecation: @1767225600"]),
        ("empty", ["X-Empty: ", "X-Blank:  "]),
        ("many", (1...60).map { "X-Internal-\($0): \($0)" }),
    ].map { word, lines in
        MockLiberty(
            "headers/with-\(word)", "Answers carry headers that nobody documented (\(word))"
        ) { response, _ in
            for line in lines {
                let parts = line.split(separator: ": ", maxSplits: 1)
                response.headers.append(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }
        }
    }

    private static let requestIdentifiers: [(String, @Sendable (Int) -> String)] = [
        ("uuid", { "018f3c9a-7b1e-7c3d-9a2b-\(number($0, 12))" }),
        ("number", { number($0, 9) }),
        ("edge", { "8f2a1b3c4d\(number($0, 6))-AMS" }),
        ("long", { "req-" + String(repeating: "0123456789abcdef", count: 12) + number($0, 9) }),
        ("signs", { "Root=1-67b2;Self=\($0)/+==" }),
    ]

    private static let identifiedRequests = requestIdentifiers.map { word, make in
        MockLiberty(
            "request-id/\(word)",
            "X-Request-Id looks otherwise (\(word)); its form is nowhere said",
            decides: "request-id",
            layer: .answers,
            by: .remembering(0, []) { intercepted, count in
                var response = intercepted.proceed()
                guard response.headers.contains("X-Request-Id") else { return response }
                count += 1
                response.headers.set("X-Request-Id", make(count))
                return intercepted.wrong(response)
            })
    }

    /// A number with leading zeros.
    private static func number(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    private static func rewritten(
        _ name: String, _ sentence: String, decides: String = "headers/case",
        _ change: @escaping @Sendable ([(name: String, value: String)]) -> [(String, String)]
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: decides, layer: .text) { response, _ in
            var headers = HTTPHeaders()
            for (name, value) in change(Array(response.headers)) { headers.append(name, value) }
            response.headers = headers
        }
    }
}
