import FanfareConformance
import HTTPEngine
import JSONTree

/// A scenario is refused with places inside it, or can be shown, exported, judged and run.
func fuzzScenario(_ bytes: [UInt8]) throws {
    let file = SuiteFile(path: "specs/v1/scenarios/otp/fuzzed.json", bytes: bytes)
    let suite: Suite
    do throws(SuiteProblems) {
        suite = try Suite(files: standing + [file])
    } catch {
        for problem in error.all { try require(!problem.description.isEmpty, "a problem in words") }
        return
    }
    for problem in Lint(suite).problems() { _ = problem.description }
    guard let scenario = suite.scenarios.first else { return }
    _ = ScenarioText(scenario, in: suite).text
    if let address = TargetAddress("http://127.0.0.1:4802") {
        for hasControl in [true, false] {
            var target = Target(name: "anybody", address: address)
            target.hasControl = hasControl
            _ = try? HurlExport(suite, for: target).file(scenario)
        }
    }
    let sends =
        scenario.steps.count < 6 && !String(decoding: bytes, as: UTF8.self).contains("times")
    if sends { try run(scenario, of: suite, answering: someAnswer) }
}

/// Whatever a server answers, a scenario has a verdict and every report tells of it.
func fuzzAnswer(_ bytes: [UInt8]) throws {
    guard let choice = bytes.first else { return }
    try require(expectations.count == expected.count, "what is expected can be read")
    let suite = expectations[Int(choice) % expectations.count]
    let rest = Array(bytes.dropFirst())
    let answer = HTTPResponse(
        status: 200,
        headers: [
            "Content-Type": "application/json",
            "Retry-After": String(decoding: rest.prefix(40), as: UTF8.self),
        ], body: rest)
    for scenario in suite.scenarios { try run(scenario, of: suite, answering: answer) }
}

/// Every way to say what is expected.
private let expected = [
    #""$timestamp""#, #""$timestamp(+60s)""#, #""$timestamp(=2030-01-01T00:00:00Z)""#,
    #""$unixTime""#, #""$unixTime(+1h)""#, #""$integer""#, #""$number""#, #""$digits(6)""#,
    #""$id(cons_)""#, #""$contains(a)""#, #""$httpDate""#, #""$string?""#,
    #"{"$jwt": {"exp": "$unixTime(+1h)"}}"#,
    #"{"a": 1.5, "b": ["$integer", null], "c": "$absent"}"#, #"{"$each": {"a": "$timestamp"}}"#,
    #"{"$includes": [1, "x"]}"#, #"{"$oneOf": [{"a": 1}, {"a": "$unixTime"}, "$absent"]}"#,
    #"{"$not": {"a": 1}}"#,
]

private let expectations = expected.compactMap { pattern -> Suite? in
    let text = """
        {"title": "a server answers anything", "clause": "otp.a",
         "steps": [{"send": "GET /x", "expect": {"status": 200, "body": \(pattern)}}]}
        """
    let file = SuiteFile(path: "specs/v1/scenarios/otp/answer.json", bytes: Array(text.utf8))
    return try? Suite(files: standing + [file])
}

private let standing = [
    SuiteFile(
        path: "specs/v1/pages.json", bytes: Array(#"{"p": {"title": "t", "url": "u"}}"#.utf8)),
    SuiteFile(
        path: "specs/v1/clauses/otp.json",
        bytes: Array(
            #"""
            {"chapter": "otp", "title": "t", "clauses": [{"id": "otp.a", "evidence": "A",
              "text": "t", "page": "p", "section": "s"}]}
            """#.utf8)),
    SuiteFile(path: "fixtures/payloads/v1/x.json", bytes: Array(#"{"a": "$integer"}"#.utf8)),
]

private let someAnswer = HTTPResponse(
    status: 200, headers: ["Content-Type": "application/json", "X-A": "b"],
    body: Array(
        #"{"a": 1, "b": ["x", null], "accessToken": "tok_98765", "at": "2026-01-01T00:00:00Z"}"#
            .utf8))

/// Runs it against a target that answers everything alike, and lets every report tell of it.
private func run(
    _ scenario: Scenario, of suite: Suite, answering answer: HTTPResponse
) throws {
    guard let address = TargetAddress("http://target.example/api/v1") else { return }
    var target = Target(name: "target", address: address)
    target.keys = TargetKeys(
        publishableKey: "pk_test_12345678", secretKey: "sk_test_12345678", organizationId: "org_1")
    target.access = .administer
    target.codes = .fixed("123456")
    let transport = FunctionTransport { _ in answer }
    let context = RunContext(suite: suite, target: target, transport: transport, run: "r1")
    let results = Runner(context, workers: 1).run([scenario])
    try require(results.count == 1, "a scenario has a verdict")
    let report = RunReport(
        context: context, results: results, startedAt: Timestamp(milliseconds: 0), milliseconds: 0)
    let texts = [
        JUnitReport.text(report), JSONReport.text(report), HTMLReport.text(report),
        MarkdownReport.text(report), TAPReport.text(report), GitHubAnnotations.text(report),
    ]
    for text in texts { try require(!text.contains("sk_test_12345678"), "a report shows a secret") }
    _ = try JSONNode(parsing: JSONReport.text(report))
}

/// A target file is refused with a place inside it, or describes a target.
func fuzzTargetFile(_ bytes: [UInt8]) throws {
    let file = SuiteFile(path: "target.json", bytes: bytes)
    do throws(SuiteProblem) {
        _ = try TargetFile.target(file) { "value of \($0)" }
    } catch {
        try require(error.description.hasPrefix("target.json"), "\(error.description)")
    }
}
