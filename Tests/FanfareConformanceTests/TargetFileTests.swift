import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

struct TargetFileTests {
    private static func target(_ text: String) throws -> Target {
        try TargetFile.target(SuiteFile(path: "t.json", bytes: Array(text.utf8))) {
            "value of \($0)"
        }
    }

    @Test func `the starter has a word on every member`() throws {
        let words = try JSONNode(parsing: Starter.target)["$comment"]
        let schema = try JSONNode(parsing: try Fixtures.bytes("specs/schema/target.schema.json"))
        let members = schema["properties"]?.members?.map(\.key) ?? []
        for member in members where !member.hasPrefix("$") {
            #expect((words?[member]?.string ?? "").count > 10, "\(member)")
        }
    }

    @Test(arguments: ["publishable", "secret", "organization", "controlToken"])
    func `a variable that is named and not set is a mistake with its place`(_ member: String) {
        let text = #"{"url": "http://h", "keys": {"\#(member)": "NOPE"}}"#
        let file = SuiteFile(path: "t.json", bytes: Array(text.utf8))
        let problem = #expect(throws: SuiteProblem.self) {
            try TargetFile.target(file) { $0 == "NOPE" ? nil : "set" }
        }
        #expect(
            problem?.description.contains("the environment variable NOPE is not set") == true)
        #expect(problem?.description.contains("leave '\(member)' out") == true)
    }

    private static func schema() throws -> MiniSchema {
        MiniSchema(try JSONNode(parsing: try Fixtures.bytes("specs/schema/target.schema.json")))
    }

    @Test func `the starter is a target file, and follows the schema`() throws {
        let target = try Self.target(Starter.target)
        #expect(target.name == "staging")
        #expect(target.keys?.secretKey == "value of FANFARE_SECRET_KEY")
        #expect(target.codes == .command("./newest-code {to}"))
        #expect(target.patience == TimeSpan("90s"))
        #expect(target.access == .write)
        #expect(target.pace.requestsPerSecond == 5)
        #expect(target.resources == ["experience.main": "exp_…"])
        #expect(try Self.schema().violations(try JSONNode(parsing: Starter.target)) == [])
    }

    @Test func `what a file leaves out is careful`() throws {
        let target = try Self.target(#"{"url": "http://h:1/x"}"#)
        #expect(target.name == "http://h:1/x")
        #expect(target.patience == TimeSpan(milliseconds: 0))
        #expect(target.access == .write)
        #expect(target.codes == nil && target.pace.codesPerMinute == 0)
        let reading = try Self.target(#"{"url": "http://h:1/x", "otp": {"fixed": "123456"}}"#)
        #expect(reading.pace.codesPerMinute == 10)
        #expect(reading.codeWait == TimeSpan(milliseconds: 15_000))
    }

    @Test(arguments: [
        ("{}", "t.json:1:1: the member 'url' is missing"),
        (
            #"{"url": "h:1"}"#,
            "t.json:1:9: expected an address such as \"https://consumer.example.com/api/v1\", found \"h:1\" (at /url)"
        ),
        (
            #"{"url": "http://h", "kyes": {}}"#,
            "t.json:1:21: unknown member 'kyes', allowed are $schema, $comment, name, url, keys, control, otp, patience, timeout, access, adminCalls, create, pace, addresses, resources, readings, headers, cookies, basicAuth, certificateAuthorities, clientCertificate, proxy, webhooks. Did you mean 'keys'? (at /kyes)"
        ),
        (
            #"{"url": "http://h", "keys": {"secret": "sk_live_1"}}"#,
            "t.json:1:40: a key does not belong into a file: name the environment variable that holds it (at /keys/secret)"
        ),
        (
            #"{"url": "http://h", "otp": {}}"#,
            "t.json:1:28: expected either 'command' or 'fixed' (at /otp)"
        ),
        (
            #"{"url": "http://h", "otp": {"fixed": "12"}}"#,
            "t.json:1:38: expected a code of four to ten digits, as a string, found \"12\" (at /otp/fixed)"
        ),
        (
            #"{"url": "http://h", "patience": "soon"}"#,
            "t.json:1:33: expected a duration such as \"30s\", found \"soon\" (at /patience)"
        ),
        (
            #"{"url": "http://h", "timeout": "0s"}"#,
            "t.json:1:32: expected a duration above zero such as \"30s\", found \"0s\" (at /timeout)"
        ),
        (
            #"{"url": "http://h", "access": "all"}"#,
            "t.json:1:31: unknown word \"all\", allowed are \"read\", \"write\", \"administer\". (at /access)"
        ),
        (
            #"{"url": "http://h", "pace": {"codesPerMinute": -1}}"#,
            "t.json:1:48: expected a whole number from 0 to 100000, found -1 (at /pace/codesPerMinute)"
        ),
        (
            #"{"url": "http://h", "addresses": {"email": "qa@corp.example"}}"#,
            "t.json:1:44: expected a mail address with {tag} in it once, such as \"qa+{tag}@corp.example\", found \"qa@corp.example\" (at /addresses/email)"
        ),
        (
            #"{"url": "http://h", "addresses": {"phone": "+1202555{n}"}}"#,
            "t.json:1:44: expected a + and digits, two to nine of them as n's, such as \"+1202555{nnnn}\", found \"+1202555{n}\" (at /addresses/phone)"
        ),
    ])
    func `a wrong file says where and what is right`(_ text: String, _ problem: String) throws {
        do {
            _ = try Self.target(text)
            Issue.record("the file was accepted")
        } catch let error as SuiteProblem {
            expectSameText(error.description, problem)
        }
        #expect(!(try Self.schema().violations(try JSONNode(parsing: text))).isEmpty)
    }

    @Test func `every member of a file is described to an editor`() throws {
        func undescribed(_ schema: JSONNode, at path: String) -> [String] {
            (schema["properties"]?.members ?? []).flatMap { member in
                let hasWords =
                    member.node["description"] != nil || member.key == "$comment"
                return (hasWords ? [] : [path + member.key])
                    + undescribed(member.node, at: path + member.key + "/")
            }
        }
        let schema = try JSONNode(parsing: try Fixtures.bytes("specs/schema/target.schema.json"))
        #expect(undescribed(schema, at: "/") == [])
    }

    @Test func `people get the addresses that a file says`() throws {
        let addresses = try Self.target(
            #"{"url": "http://h", "addresses": {"email": "qa+{tag}@corp.example", "phone": "+1202555{nnnn}"}}"#
        ).addresses
        #expect(addresses.email?.address(of: "r1-ann") == "qa+r1-ann@corp.example")
        #expect(addresses.phone?.number(12) == "+12025550012")
        #expect(addresses.phone?.number(10_012) == "+12025550012")
        #expect(addresses.phone?.count == 10_000)
    }

    @Test(arguments: [
        "{tag}", "@{tag}x", "qa+{tag}+{tag}@x.org", "qa {tag}@x.org", "{tag}@a@b",
        "{TAG}@x.org", "{{tag}}@x.org",
    ])
    func `what is no mail address with one tag is none`(_ text: String) {
        #expect(PeopleAddresses.Email(text) == nil)
    }

    @Test(arguments: [
        "+1202555", "1202555{nnnn}", "+1202555{n}", "+1202555{mm}", "+{nnnn}{nnnn}", "+12{nnn",
        "+1202555{nnnnnnnnnn}", "+12 02{nnnn}", "+120255501234{nnnn}", "+12}nnnn{55",
    ])
    func `what is no telephone number with a place for digits is none`(_ text: String) {
        #expect(PeopleAddresses.Phone(text) == nil)
    }

    @Test func `a role nobody knows is refused with the nearest`() throws {
        #expect(throws: SuiteProblem.self) {
            try Self.target(#"{"url": "http://h", "resources": {"queue.opne": "q"}}"#)
        }
        let schema = try JSONNode(parsing: try Fixtures.bytes("specs/schema/target.schema.json"))
        let roles = schema["properties"]?["resources"]?["properties"]?.members?.map(\.key) ?? []
        #expect(Set(roles) == Set(Target.defaultWorld.keys).union(["$comment"]))
    }

    private static let codeSteps =
        #"[{"inbox": "{email.ann}", "keep": {"code": "/code"}}, {"send": "POST /x", "body": "{code}", "expect": {"status": 200}}]"#

    @Test func `a code comes from a command, the recipient quoted for the shell`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let result = try target.run(try TinySuite.suite(steps: Self.codeSteps)) {
            $0.codes = .command("echo \"code for\" {to}: 123456")
        }
        #expect(result.verdict == .passed)
        #expect(target.requests.map(\.body) == [Array("\"123456\"".utf8)])
    }

    @Test func `a command that prints no code blocks, and a fixed code is the same always`() throws
    {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(steps: Self.codeSteps)
        #expect(try target.run(suite) { $0.codes = .command("echo nothing") }.verdict == .blocked)
        #expect(try target.run(suite) { $0.codes = .fixed("654321") }.verdict == .passed)
        #expect(target.requests.map(\.body) == [Array("\"654321\"".utf8)])
    }

    @Test func `what a target may not be asked is unsupported`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let guest = try TinySuite.suite(
            steps: #"[{"send": "POST /auth/guest", "expect": {"status": 200}}]"#)
        let read = try target.run(guest) { $0.access = .read }
        #expect(read.reason == "would change something, and only reading is allowed")
        let admit = try TinySuite.suite(
            steps: #"[{"send": "POST /queues/q/admit", "as": "secret", "expect": {"status": 200}}]"#
        )
        #expect(
            try target.run(admit).reason
                == "would administer the organization, which is not allowed")
        #expect(try target.run(admit) { $0.access = .administer }.verdict == .passed)
        let authorize = try TinySuite.suite(
            steps:
                #"[{"send": "POST /auth/external/authorize", "as": "secret", "expect": {"status": 200}}]"#
        )
        #expect(try target.run(authorize).verdict == .passed)
    }

    @Test func `a creation is unsupported where nobody says that the address answers it`() throws {
        let target = ScriptedTarget { _ in .json(201, "{}") }
        let creation = try TinySuite.suite(
            steps: #"[{"send": "POST /queues", "as": "secret", "expect": {"status": 201}}]"#)
        let consumerHost = try target.run(creation) { $0.access = .administer }
        #expect(consumerHost.reason == "needs the admin calls, which another host may answer")
        let oneHost = try target.run(creation) {
            $0.access = .administer
            $0.answersAdminCalls = true
        }
        #expect(oneHost.verdict == .passed)
        let controlled = try target.run(creation) {
            $0.hasControl = true
            $0.answersAdminCalls = false
        }
        #expect(controlled.reason == "needs the admin calls, which another host may answer")
    }

    @Test func `a target with patience waits in earnest`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(
            steps:
                #"[{"advance": "20ms"}, {"advance": "20ms"}, {"send": "GET /", "expect": {"status": 200}}]"#
        )
        #expect(
            try target.run(suite) { $0.patience = TimeSpan(milliseconds: 39) }.verdict
                == .unsupported)
        let result = try target.run(suite) { $0.patience = TimeSpan(milliseconds: 40) }
        #expect(result.verdict == .passed)
        #expect(result.milliseconds >= 40)
    }

    @Test func `a request refused for haste is sent again after the time asked for`() throws {
        let hasty = Counter()
        let target = ScriptedTarget { _ in
            guard hasty.next() == 1 else { return .json(200, "{}") }
            return HTTPResponse(status: 429, headers: ["Retry-After": "1"])
        }
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /", "expect": {"status": 200}}]"#)
        #expect(try target.run(suite).verdict == .passed)
        #expect(target.requests.count == 2)
    }
}
