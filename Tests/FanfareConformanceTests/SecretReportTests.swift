import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// No report of a failing run shows a secret, wherever the target repeats it.
struct SecretReportTests {
    private static let token = "eyJhbGciOiJFZERTQSJ9.eyJhIjoiY2FuYXJ5In0.c2lnbmF0dXJl"
    private static let secrets = [
        "sk_test_12345678", "pk_test_12345678", token, "exc_canary_1234", "adm_canary_1234",
        "ref_canary_1234",
    ]

    /// A target that repeats everything it was ever sent or has ever given, in all places.
    private static func answer(_ request: HTTPRequest) -> HTTPResponse {
        let heard =
            request.headers.map(\.value).joined(separator: " ")
            + String(decoding: request.body, as: UTF8.self)
        let body: JSONNode = [
            "accessToken": JSONNode(token), "refreshToken": "ref_canary_1234",
            "exchangeCode": "exc_canary_1234", "admissionToken": "adm_canary_1234",
            "error": JSONNode("the token \(token) and exc_canary_1234 are wrong: \(heard)"),
            "list": [JSONNode("x\(token)x"), ["ref_canary_1234": JSONNode(heard)]],
        ]
        var response = HTTPResponse.json(500, body.text())
        response.headers.append("Location", "/login?code=exc_canary_1234&token=\(token)")
        response.headers.append("X-Heard", heard)
        response.headers.append("Set-Cookie", "adm_canary_1234=\(heard)")
        return response
    }

    private static let steps = """
        [{"why": "w", "send": "POST /a", "as": "secret", "token": null, "expect": {"status": 500},
          "keep": {"token": "/accessToken", "code": "/exchangeCode"}},
         {"send": "POST /b/{code}?t={token}", "token": "{token}", "body": {"c": "{code}", "t": "{token}"},
          "headers": {"X-T": "{token}"},
          "expect": {"status": 200, "headers": {"Location": "/home", "X-Heard": "nothing",
            "Set-Cookie": "none"},
            "body": {"accessToken": "other", "refreshToken": 1, "error": "{code} {token}",
              "list": ["$integer", {"a": "b"}], "more": "{token}"}}},
         {"send": "POST /c", "as": "secret-headers", "text": "not json {token} {code}",
          "expect": {"status": 201, "empty": true}}]
        """

    private static func report() throws -> RunReport {
        let suite = try TinySuite.suite(steps: steps.replacing("\"token\": null, ", with: ""))
        let target = ScriptedTarget(answer)
        let context = try target.context(suite) { $0.access = .administer }
        let results = Runner(context, workers: 1).run(suite.scenarios)
        #expect(results.map(\.verdict) == [.failed], "\(results[0].reason ?? "")")
        #expect(target.requests.count >= 2)
        return RunReport(
            context: context, results: results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 0
        )
    }

    @Test func `a failing run's reports show no secret in any format`() throws {
        let report = try Self.report()
        let texts = [
            "console": ConsoleReport(isColoured: true, isVerbose: true)
                .text(report.results[0], in: report.context) ?? "",
            "JUnit": JUnitReport.text(report),
            "JSON": JSONReport.text(report), "HTML": HTMLReport.text(report),
            "Markdown": MarkdownReport.text(report), "TAP": TAPReport.text(report),
            "GitHub": GitHubAnnotations.text(report),
        ]
        for (format, text) in texts.sorted(by: { $0.key < $1.key }) {
            #expect(text.contains("otp/one"), "\(format) tells of the failure")
            for secret in Self.secrets {
                #expect(!text.contains(secret), "\(format) shows \(secret): \(text)")
                let start = String(secret.prefix(secret.count / 2))
                #expect(!text.contains(start), "\(format) shows the start of \(secret): \(text)")
            }
        }
    }

    /// A secret key as targets repeat it.
    private static let echoes: [(String, String)] = {
        let key = "sk_test_12345678"
        let base64 = { (text: String) in Data(text.utf8).base64EncodedString() }
        return [
            ("Basic", base64(key + ":")), ("base64", base64("the key " + key)),
            ("hexadecimal", key.utf8.map { String($0, radix: 16) }.joined()),
            ("percent", key.utf8.map { "%" + String($0, radix: 16) }.joined()),
            ("JSON", key.utf8.map { "\\u00" + String($0, radix: 16) }.joined()),
            ("HTML", key.utf8.map { "&#\($0);" }.joined()), ("capitals", key.uppercased()),
        ]
    }()

    private static func texts(of body: String, _ headers: HTTPHeaders) throws -> [String: String] {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /a", "as": "secret", "expect": {"status": 201,
                  "headers": {"X-Echo": "a", "Set-Cookie": "b", "Authorization": "c"},
                  "body": {"echo": "no", "accessToken": 1, "list": [{"refreshToken": null}]}}}]
                """)
        let target = ScriptedTarget { _ in
            HTTPResponse(status: 200, headers: headers, body: Array(body.utf8))
        }
        return try texts(suite, target)
    }

    private static func texts(
        of steps: String, _ target: ScriptedTarget
    ) throws -> [String: String] {
        try texts(TinySuite.suite(steps: steps), target)
    }

    /// Every report of a run, by its format.
    private static func texts(
        _ suite: Suite, _ target: ScriptedTarget
    ) throws -> [String: String] {
        let context = try target.context(suite) { $0.access = .administer }
        let results = Runner(context, workers: 1).run(suite.scenarios)
        let report = RunReport(
            context: context, results: results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 0
        )
        let other = try ScriptedTarget { _ in .json(200, #"{"echo": "x"}"#) }.run(suite) {
            $0.access = .administer
        }
        return [
            "console": FailureBlock(results[0], in: context).text,
            "JUnit": JUnitReport.text(report),
            "JSON": JSONReport.text(report), "HTML": HTMLReport.text(report),
            "Markdown": MarkdownReport.text(report), "TAP": TAPReport.text(report),
            "GitHub": GitHubAnnotations.text(report),
            "compare": ComparisonText.text(
                Comparison(results[0], other), masks: [results[0].mask, other.mask]) ?? "",
        ]
    }

    @Test(arguments: echoes.indices)
    func `a key is hidden in whatever form it comes back`(_ index: Int) throws {
        let (name, echo) = Self.echoes[index]
        let bodies = [
            "{\"echo\": \"\(echo)\", \"list\": [\"\(echo)\"]}", "<p>\(echo)</p>",
            "\u{FEFF}{\"a\":\"\(echo)\"}",
            "{\"echo\": \"\(String(repeating: "y", count: 110)) \(echo)\"}",
        ]
        for body in bodies {
            for (format, text) in try Self.texts(
                of: body, ["X-Echo": echo, "Location": "/?k=\(echo)"])
            {
                // Half of it is too much as well.
                for part in [
                    echo, String(echo.prefix(12)),
                    JSONNode(echo).text().dropFirst().dropLast().prefix(24).description,
                ]
                where part.utf8.count > 10 {
                    #expect(
                        !text.contains(part), "\(format) shows \(name) \(part) of \(body): \(text)")
                }
            }
        }
    }

    @Test(arguments: [
        "\u{FEFF}{\"accessToken\":\"CANARY\",\"list\":[{\"refreshToken\":\"CANARY\"}]}",
        "{\"accessToken\":\"CANARY\",\"list\":[{\"refreshToken\":\"CANARY\"}],\"echo\":\"x CANARY y\"}",
        "{\"accessToken\":\"CANARY\"", "access_token=CANARY&token_type=bearer",
        "<session><accessToken>CANARY</accessToken></session>",
        "{\"echo\":\"{\\\"secretKey\\\":\\\"CANARY\\\"}\"}", "Authorization: Bearer CANARY",
        "{\"echo\":\"https://user:CANARY@host/\"}",
        "{\"code\":\"4711471\",\"echo\":\"CANARY\",\"token\":\"CANARY\"}",
    ])
    func `what a target calls a secret is hidden, JSON or not`(_ body: String) throws {
        let canary = "opaque-canary-4711"
        let headers: HTTPHeaders = [
            "Set-Cookie": "session=cookie-canary-1; Path=/; HttpOnly",
            "Authorization": "Bearer header-canary-2", "X-Api-Key": "header-canary-3",
            "Proxy-Authorization": "Basic header-canary-4", "X-Echo": "a cookie-canary-1 b",
        ]
        for (format, text) in try Self.texts(of: body.replacing("CANARY", with: canary), headers) {
            for part in ["canary", "4711471"] {
                #expect(!text.contains(part), "\(format) shows \(part) of \(body): \(text)")
            }
        }
    }

    /// Where a value has been that a target handed out: a header, a path, a query, a body, a text, and
    /// back again in an answer that repeats them all.
    private static let journey = """
        [{"send": "GET /a", "expect": {"status": 200, "body": {"x": 1}},
          "keep": {"token": "/accessToken"}},
         {"send": "POST /b?t={token}", "token": "{token}", "headers": {"X-T": "{token}"},
          "body": {"t": "{token}", "list": ["x{token}x"]},
          "expect": {"status": 201, "headers": {"X-Heard": "a"}, "body": {"heard": "b", "x": 1}}},
         {"send": "POST /c/{token}", "text": "t={token}&x", "token": "{token}",
          "expect": {"status": 201, "body": {"heard": "b"}}},
         {"send": "POST /d", "text": "t={token}&x", "token": "{token}",
          "expect": {"status": 201, "body": {"heard": "b"}}}]
        """

    /// How a target may spell a token whose two halves a report must not show, as JSON.
    private static let spellings = [
        #""LEFTCANARY-RIGHTCANARY""#, #""LEFTCANARY-RIGHTCANARY\n""#,
        #""LEFTCANARY-RIGHTCANARY\r\n\t ""#,
        #""\u0000 LEFTCANARY-RIGHTCANARY""#, #""LEFTCANARY\u001bRIGHTCANARY""#,
        #""LEFTCANARY\u007fRIGHTCANARY""#, #""LEFTCANARY\nRIGHTCANARY""#,
        #""LEFTCANARY\tRIGHTCANARY""#,
        #""LEFTCANARY RIGHTCANARY""#, #""LEFTCANARY\u0085\u00a0RIGHTCANARY""#,
        #""LEFTCANARY\u2028RIGHTCANARY""#, #""LEFTCANARY\u202eRIGHTCANARY""#,
        #""LEFTCANARY\ufeffé\ud83d\ude00RIGHTCANARY""#, #""LEFTCANARY\"'`$\\RIGHTCANARY""#,
        #""LEFTCANARY+%0a/&amp;<b>RIGHTCANARY""#, #""LEFTCANARY,;=()[]{}RIGHTCANARY""#,
        #"["LEFTCANARY", "RIGHTCANARY"]"#, #"{"a": "LEFTCANARY", "b": ["RIGHTCANARY"]}"#,
    ]

    /// What a target makes of what it heard before it repeats it.
    private static let echoForms: [@Sendable (String) -> String] = [
        { $0 },
        {
            $0.utf8.map { byte in
                let isPlain = byte < 0x80 && Character(UnicodeScalar(byte)).isLetter
                return isPlain
                    ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16).paddedHex
            }.joined()
        },
        {
            $0.utf16.map {
                "\\u" + String(repeating: "0", count: 4 - String($0, radix: 16).count)
                    + String($0, radix: 16)
            }.joined()
        },
        { Data($0.utf8).base64EncodedString() },
        { $0.utf8.map { String($0, radix: 16).paddedHex }.joined() },
    ]

    @Test(arguments: spellings)
    func `a token is hidden wherever a run carried it, and however it was written`(
        _ token: String
    ) throws {
        let target = ScriptedTarget { request in
            if request.path.hasSuffix("/a") {
                return .json(200, #"{"accessToken": \#(token), "x": "y"}"#)
            }
            let header = request.headers["Authorization"]?.replacing("Bearer ", with: "") ?? ""
            let texts = [header, String(decoding: request.body, as: UTF8.self), request.target]
            let heard = texts.flatMap { text in Self.echoForms.map { $0(text) } }
            let answer: JSONNode = ["heard": JSONNode(heard.map { JSONNode($0) })]
            var response = HTTPResponse.json(200, answer.text())
            response.headers.append("X-Heard", heard.joined(separator: " "))
            return response
        }
        for (format, text) in try Self.texts(of: Self.journey, target) {
            let shown = text.uppercased()
            for half in ["LEFTCANARY", "RIGHTCANARY"] {
                let bytes = half.utf8.map { String($0, radix: 16, uppercase: true) }
                for trace in [
                    half, bytes.joined(), "\\U00" + bytes.joined(separator: "\\U00"),
                    Data(half.utf8).base64EncodedString().uppercased(),
                ] {
                    #expect(!shown.contains(trace), "\(format) shows \(trace) of \(token): \(text)")
                }
            }
        }
    }

    @Test(arguments: [
        "Authorization", "Proxy-Authorization", "X-Forwarded-Authorization", "Cookie", "Cookie2",
        "Set-Cookie", "Set-Cookie2", "set_cookie2", "X-Api-Key", "Api-Key", "ApiKey",
        "X-Secret-Key",
        "X-Auth-Token", "X-Auth-Key", "X-Access-Token", "X-Csrf-Token", "X-XSRF-TOKEN",
        "X-Amz-Security-Token", "X-Vault-Token", "Private-Token", "X-Session-Id", "X-Session-Token",
        "Ocp-Apim-Subscription-Key", "X-Functions-Key", "Cf-Access-Client-Secret",
        "Cf-Access-Jwt-Assertion", "X-Goog-Iap-Jwt-Assertion", "X-Amzn-Oidc-Data", "X-Jwt", "DPoP",
        "X-Otp", "X-Client-Credentials", "Authentication-Info",
    ])
    func `a header that carries a secret is hidden in every report`(_ name: String) throws {
        let headers: HTTPHeaders = [name: "sid=opaque-canary-1"]
        for (format, text) in try Self.texts(of: "{}", headers) {
            #expect(!text.contains("canary"), "\(format) shows \(name): \(text)")
        }
    }

    @Test(arguments: [
        "Content-Type", "X-Request-Id", "Idempotency-Key", "X-Publishable-Name", "Location",
    ])
    func `a header that carries none is shown`(_ name: String) throws {
        let texts = try Self.texts(of: "{}", [name: "opaque-canary-1"])
        #expect(texts["HTML"]?.contains("canary") == true)
    }

    @Test func `of a cookie the attributes stay`() throws {
        let texts = try Self.texts(of: "{}", ["Set-Cookie": "session=abcdef; Path=/; HttpOnly"])
        #expect(texts["HTML"]?.contains("Set-Cookie: session=•••; Path=/; HttpOnly") == true)
    }

    @Test func `any number of tokens in one answer is hidden`() throws {
        let tokens = (0..<300).map { "{\"accessToken\":\"opaque-canary-\($0)\"}" }
        let body = "\u{FEFF}{\"list\":[" + tokens.joined(separator: ",") + "]}"
        for text in [body, String(body.dropFirst())] {
            for (format, shown) in try Self.texts(of: text, [:]) {
                #expect(!shown.contains("canary"), "\(format)")
            }
        }
    }
}

extension String {
    /// Two digits.
    fileprivate var paddedHex: String { count < 2 ? "0" + self : self }
}
