import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing
import TLS

/// The members of a target file that say how it is reached.
struct ReachingTests {
    private static func target(_ members: String, path: String = "t.json") throws -> Target {
        let text = #"{"url": "https://h/api/v1", \#(members)}"#
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/target.schema.json")))
        #expect(schema.violations(try JSONNode(parsing: text)) == [])
        return try TargetFile.target(SuiteFile(path: path, bytes: Array(text.utf8))) {
            $0 == "NOPE" ? nil : "value-of-\($0)"
        }
    }

    private static let members = #"""
        "headers": {"$comment": "c", "X-Env": "qa", "CF-Access-Client-Secret": {"env": "GATE"}},
        "cookies": {"session": {"env": "COOKIE"}, "lang": "en"},
        "basicAuth": {"user": "qa", "password": {"env": "PASSWORD"}}
        """#

    /// The headers that a call of a scenario has, and the words of a report on it.
    private static func sent(
        _ step: String, _ members: String = members
    ) throws -> (headers: HTTPHeaders, result: ScenarioResult, target: Target) {
        let described = try target(members)
        let target = ScriptedTarget { _ in .json(500, #"{"echo": "value-of-GATE"}"#) }
        let result = try target.run(try TinySuite.suite(steps: "[\(step)]")) {
            $0.extras = described.extras
        }
        return (try #require(target.requests.first).headers, result, described)
    }

    @Test func `what a gateway wants goes with every request`() throws {
        let (headers, _, _) = try Self.sent(#"{"send": "GET /x", "expect": {"status": 200}}"#)
        #expect(headers["X-Env"] == "qa")
        #expect(headers["CF-Access-Client-Secret"] == "value-of-GATE")
        #expect(headers["Cookie"] == "session=value-of-COOKIE; lang=en")
        #expect(headers["Authorization"] == "Basic cWE6dmFsdWUtb2YtUEFTU1dPUkQ=")
    }

    @Test func `what a scenario says itself is not said twice`() throws {
        let (headers, _, _) = try Self.sent(
            #"{"send": "GET /x", "as": "secret", "headers": {"Cookie": "a=b", "x-env": "p"}, "expect": {"status": 200}}"#
        )
        #expect(headers.values(for: "Authorization") == ["Bearer sk_test_12345678"])
        #expect(headers.values(for: "Cookie") == ["a=b"])
        #expect(headers.values(for: "X-Env") == ["p"])
    }

    @Test func `a report has the variables in the place of what they hold`() throws {
        let (_, result, target) = try Self.sent(
            #"{"send": "GET /x", "as": "nobody", "expect": {"status": 200}}"#)
        let exchange = try #require(result.findings.first?.exchange)
        expectSameText(
            CurlLine.text(exchange, to: target, mask: result.mask),
            #"curl -i 'https://h/api/v1/x' -H 'X-Env: qa' -H 'CF-Access-Client-Secret: '"$GATE" "#
                + #"-H 'Cookie: session='"$COOKIE"'; lang=en' -u 'qa:'"$PASSWORD""#)
        #expect(result.mask.masked(#"{"echo": "value-of-GATE"}"#) == #"{"echo": "$GATE"}"#)
    }

    @Test(arguments: [
        (#""headers": {"Authorization": "x"}"#, "see 'keys' and 'basicAuth' (at /headers/Author"),
        (#""headers": {"Host": "x"}"#, "'Host' is the connection's affair"),
        (#""headers": {"X-Api-Key": "x"}"#, "a secret does not belong into a file: write"),
        (#""headers": {"X": {"env": "NOPE"}}"#, "the environment variable NOPE is not set"),
        (#""headers": {"X": {"evn": "A"}}"#, "Did you mean 'env'? (at /headers/X/evn)"),
        (#""headers": {"X": "a\nb"}"#, "no header may have a control character"),
        (#""cookies": {"a": "b;c"}"#, "no cookie may have a blank, a quote, a comma, ;"),
        (#""basicAuth": {"user": "u", "password": "p"}"#, "a secret does not belong into a file"),
        (#""basicAuth": {"user": "u"}"#, "the member 'password' is missing"),
        (#""basicAuth": {"user": "u", "pasword": 1}"#, "Did you mean 'password'?"),
        (#""clientCertificate": {"key": "k"}"#, "the member 'certificate' is missing"),
        (#""control": "up""#, "expected true, false, or an address such as"),
        (#""proxy": "http://u:p@h:1""#, "a password does not belong into a file"),
        (#""proxy": "socks5://h:1""#, "\"proxy\" names a proxy that is not understood"),
    ])
    func `a wrong member says where and what is right`(_ member: String, _ words: String) throws {
        let text = #"{"url": "https://h/api/v1", \#(member)}"#
        let problem = #expect(throws: SuiteProblem.self) {
            try TargetFile.target(SuiteFile(path: "t.json", bytes: Array(text.utf8))) {
                $0 == "NOPE" ? nil : "v"
            }
        }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    @Test func `paths begin at the folder of the file`() throws {
        let target = try Self.target(
            #""certificateAuthorities": "ca.pem", "clientCertificate": {"certificate": "/c.pem", "key": "k.pem"}, "otp": {"command": "./code {to}"}"#,
            path: "ci/o'ne/t.json")
        #expect(target.authorities == "ci/o'ne/ca.pem")
        #expect(
            target.clientCertificate
                == ClientCertificate(certificate: "/c.pem", key: "ci/o'ne/k.pem"))
        #expect(target.codes == .command("./code {to}"))
        #expect(target.folder == "ci/o'ne/")
    }

    @Test func `a proxy stands in the file, or in a variable that it names`() throws {
        func proxy(_ member: String) throws -> String? {
            let target = try Self.target(member)
            return try target.proxy.proxy(for: target.address) { _ in "socks5://p" }?.description
        }
        #expect(try proxy(#""proxy": "none""#) == nil)
        #expect(try proxy(#""proxy": "http://p:1""#) == #"p:1 ("proxy")"#)
        #expect(try proxy(#""proxy": {"env": "QA_PROXY"}"#) == "value-of-QA_PROXY:80 (QA_PROXY)")
    }
}
