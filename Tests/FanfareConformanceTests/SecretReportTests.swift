import FanfareConformance
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
            context: context, results: results, startedAt: Instant(milliseconds: 0), milliseconds: 0
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
}
