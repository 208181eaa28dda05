import JSONTree
import Testing

@testable import FanfareConformance

@Suite struct BeginningTests {
    private let beginnings = """
        {"beginnings": {
          "guest <who>": [{"send": "POST /auth/guest", "keep": {"<who>": ""}}],
          "<who> in {queue.<it>}": [
            {"send": "POST /queues/{queue.<it>}/enter", "token": "{<who>.accessToken}"}],
          "<who> bid <amount>": [
            {"send": "POST /bid", "token": "{<who>.accessToken}", "body": {"amount": "<amount>"}}]
        }}
        """

    private func files(given: String, beginnings: String? = nil) -> [SuiteFile] {
        let scenario = """
            {
              "title": "one thing happens",
              "clause": "otp.a",
              "given": \(given),
              "steps": [{"send": "GET /a", "token": "{ann.accessToken}", "expect": {"status": 200}}]
            }
            """
        let text = beginnings ?? self.beginnings
        return TinySuite.files(["otp/one": scenario])
            + [SuiteFile(path: Beginnings.path, bytes: Array(text.utf8))]
    }

    @Test func `a sentence stands for its steps, with its own words in their places`() throws {
        let suite = try Suite(
            files: files(given: #"["guest ann", "ann in {queue.open}", "ann bid 150"]"#))
        let steps = try #require(suite.scenarios.first).steps
        #expect(steps.map(\.given) == ["guest ann", "ann in {queue.open}", "ann bid 150", nil])
        #expect(
            steps.flatMap(\.requests).map { "\($0.method) \($0.path.source)" } == [
                "POST /auth/guest", "POST /queues/{queue.open}/enter", "POST /bid", "GET /a",
            ])
        #expect(steps.first?.keep.map(\.name) == ["ann"])
        #expect(steps[1].requests.first?.token?.source == "{ann.accessToken}")
        guard case .json(let body)? = steps[2].requests.first?.body else {
            Issue.record("a bid has a body")
            return
        }
        #expect(body.text() == #"{"amount":150}"#)
    }

    @Test func `show prints the sentences with the steps they stand for`() throws {
        let suite = try Suite(files: files(given: #"["guest ann"]"#))
        let text = ScenarioText(try #require(suite.scenarios.first), in: suite).text
        #expect(text.contains("# given: guest ann\n1. POST /auth/guest\n"))
        #expect(text.contains("\n2. GET /a\n"))
    }

    @Test func `a sentence that no beginning reads is refused, with the nearest`() {
        #expect(
            TinySuite.problems(files(given: #"["guset ann"]"#)) == [
                "specs/v1/scenarios/otp/one.json:4:13: no beginning reads \"guset ann\"; they stand "
                    + "in specs/v1/beginnings.json. Did you mean 'guest ann'? (at /given/0)"
            ])
    }

    @Test func `a beginning whose steps ask for more than its sentence says is refused`() {
        let text = #"{"beginnings": {"a guest": [{"send": "POST /a", "keep": {"<who>": ""}}]}}"#
        #expect(
            TinySuite.problems(files(given: #"["a guest"]"#, beginnings: text)).first
                == "specs/v1/beginnings.json:1:17: <who> stands in the steps, not in the sentence")
    }

    @Test func `a beginning that no scenario begins with is found by lint`() throws {
        let suite = try Suite(files: files(given: #"["guest ann"]"#))
        let problems = Lint(suite).problems().map(\.description)
        #expect(
            problems.contains {
                $0.hasSuffix("no scenario begins with \"<who> in {queue.<it>}\"")
            })
    }
}
