import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// HAR files as browsers, proxies and gateways write them, and as they are damaged.
struct HARFileTests {
    private static func traffic(
        _ text: String, at home: RecordedTraffic.Home = .found
    ) throws -> RecordedTraffic {
        let file = SuiteFile(path: "night.har", bytes: Array(text.utf8))
        return try RecordedTraffic([file], of: try Tape.suite.get(), at: home)
    }

    private static func problem(_ text: String) -> String {
        do {
            _ = try traffic(text)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `an empty file and a packed one say so`() {
        #expect(Self.problem("").contains("the file is empty"))
        let packed = SuiteFile(path: "night.har.gz", bytes: [0x1F, 0x8B, 8, 0])
        #expect {
            try RecordedTraffic([packed], of: try Tape.suite.get(), at: .found)
        } throws: {
            "\($0)".contains("unpack it first")
        }
    }

    @Test func `a file that was cut off says where, and what to do`() {
        let text = "{\"log\": {\n \"entries\": [\n  {\"request\": "
        #expect(
            Self.problem(text)
                == "night.har:3:15: not JSON: the text ends in the middle of a value. The file was cut off:"
                + " export it again, or wait until it is written. (at /log/entries/0)")
    }

    @Test func `what is no HAR is told apart from what is no JSON`() {
        #expect(Self.problem("[]").contains("this is no HAR file"))
        #expect(Self.problem("{\"log\": {\"entries\": [}}").hasPrefix("night.har:1:22: not JSON"))
        #expect(
            Self.problem("{\"log\": {\"entries\": [{\"response\": {}}]}}").contains(
                "an entry has a request"))
    }

    @Test func `an entry that does not say when it began is named`() {
        let entry = """
            {"log": {"entries": [
             {"request": {"method": "GET", "url": "https://a.example/api/v1/queues/q"},
              "response": {"status": 200}, "startedDateTime": "yesterday"}]}}
            """
        let problem = Self.problem(entry)
        #expect(problem.hasPrefix("night.har:3:51: an entry says when it began"), "\(problem)")
        #expect(problem.hasSuffix("(at /log/entries/0/startedDateTime)"))
    }

    /// An entry with what is not said otherwise.
    private static func entry(
        _ url: String, key: Bool = true, response: JSONNode = ["status": 404],
        started: String = "2027-01-15T08:00:00.500+01:00"
    ) -> JSONNode {
        [
            "startedDateTime": JSONNode(started), "_initiator": ["type": "script"],
            "request": [
                "method": "GET", "url": JSONNode(url),
                "headers": key
                    ? [
                        [":authority": "x"], ["name": ":path", "value": "/"],
                        ["name": "X-PUBLISHABLE-KEY", "value": "pk_live_1"],
                    ] : [],
            ],
            "response": response,
        ]
    }

    private static func text(_ entries: [JSONNode]) -> String {
        let log: JSONNode = [
            "log": [
                "version": "1.2", "creator": ["name": "x"], "pages": [],
                "entries": JSONNode(entries),
            ]
        ]
        return log.text()
    }

    @Test func `calls of other services are counted, and those of the API found by its keys`()
        throws
    {
        let traffic = try Self.traffic(
            Self.text([
                Self.entry("https://api.shop.example/gate/queues/q1"),
                Self.entry("https://api.shop.example/gate/queues/q2?x=1#f", key: false),
                Self.entry("https://api.shop.example/gate/pixel", key: false),
                Self.entry("https://elsewhere.example/queues/q3", key: false),
                Self.entry("data:text/plain,queues", key: false),
                Self.entry(
                    "https://api.shop.example/gate/queues/q4", response: ["status": 0]),
            ]))
        #expect(traffic.calls.map(\.names) == [["q1"], ["q2"]])
        #expect(traffic.calls[1].call.request.target == "/gate/queues/q2?x=1")
        #expect(traffic.addresses == ["https://api.shop.example/gate"])
        #expect(traffic.undocumented == 1)
        #expect(traffic.others == 2)
        #expect(traffic.unanswered == 1)
        let headers = traffic.calls[0].call.request.headers
        #expect(headers["x-publishable-key"] == "pk_live_1")
        #expect(headers.count == 1)
    }

    @Test func `a base URL says which calls are meant, whatever they show`() throws {
        let text = Self.text([
            Self.entry("https://a.example/one/queues/q1", key: false),
            Self.entry("https://a.example/two/queues/q2"),
        ])
        let home = try #require(TargetAddress("https://a.example/one"))
        #expect(try Self.traffic(text, at: .below(home)).calls.map(\.names) == [["q1"]])
        #expect(try Self.traffic(text).calls.map(\.names) == [["q2"]])
    }

    @Test func `entries are judged in the order in which they were made`() throws {
        let traffic = try Self.traffic(
            "\u{FEFF}"
                + Self.text([
                    Self.entry(
                        "https://a.example/queues/second", started: "2027-01-15T09:00:00Z"),
                    Self.entry(
                        "https://a.example/queues/first", started: "2027-01-15T09:30:00+01:00"),
                ]))
        #expect(traffic.calls.map(\.names) == [["first"], ["second"]])
        #expect(traffic.calls.map(\.call.number) == [2, 1])
    }

    @Test func `bodies are read as they were, and said to be missing where they are`() throws {
        let details = #"{"id":"q"}"#
        let bodies: [(JSONNode, text: String, missing: String?)] = [
            (["text": "eyJpZCI6InEifQ==", "encoding": "base64"], details, nil),
            (["text": JSONNode(details), "size": 10], details, nil),
            (["size": 812], "", "the body was not recorded"),
            (["size": 812, "text": "{\"id\":"], "{\"id\":", "the body was cut off when recorded"),
            (["text": "%%%", "encoding": "base64"], "", "the body is no Base64, as it says it is"),
            (["size": 0], "", nil),
        ]
        for (content, text, missing) in bodies {
            let response: JSONNode = ["status": 200, "content": content]
            let call = try #require(
                try Self.traffic(
                    Self.text([Self.entry("https://a.example/queues/q", response: response)])
                ).calls.first?.call)
            #expect(String(decoding: call.response.body, as: UTF8.self) == text)
            #expect(call.missingBody == missing)
        }
    }

    @Test func `an answer without its body is judged by what is there, and that is said`() throws {
        var tape = Tape()
        tape.add(
            Self.entry(
                Tape.home + "/appointments/a", response: ["status": 200, "content": ["size": 99]]))
        let outcome = try tape.outcome()
        #expect(outcome.results.map(\.verdict) == [.passed])
        #expect(
            outcome.lines.contains(
                "1 answer judged by the status alone: the body was not recorded"))
    }

    @Test func `the same difference in many entries is told once, with the numbers of the others`()
        throws
    {
        var tape = Tape()
        for second in 0..<12 {
            tape.add(
                "GET /queues/q/status", at: second, token: "token-1",
                Tape.place("guest_1", position: "5"))
        }
        let findings = try tape.outcome().results.flatMap(\.findings)
        #expect(findings.count == 1)
        #expect(
            findings.first?.exchange.entry?.alikeText
                == "the same in entries 2, 3, 4, 5, 6, 7, 8, 9 and 3 more")
    }

    @Test(arguments: [
        (#""200""#, #"and not "200""#), ("2e2", "and not 2e2"), ("{}", "and not {}"),
        ("1" + String(repeating: "0", count: 40), "and not 1000"),
    ])
    func `a status that is no whole number is named`(_ status: String, _ said: String) {
        let entry = """
            {"log": {"entries": [
             {"request": {"method": "GET", "url": "https://a.example/api/v1/queues/q"},
              "response": {"status": \(status)}, "startedDateTime": "2027-01-15T08:00:00Z"}]}}
            """
        let problem = Self.problem(entry)
        #expect(problem.hasPrefix("night.har:3:26: an answer's status is"), "\(problem)")
        #expect(problem.contains(said), "\(problem)")
        #expect(problem.hasSuffix("(at /log/entries/0/response/status)"), "\(problem)")
    }
}
