import FanfareConformance
import HTTPEngine
import JSONTree
import Synchronization
import Testing

/// A suite of a few files, written in the test.
enum TinySuite {
    static let clauses = """
        {"chapter": "otp", "title": "Codes", "clauses": [
          {"id": "otp.a", "evidence": "A", "text": "Codes expire.", "page": "auth", "section": "Codes"},
          {"id": "otp.g", "evidence": "G", "text": "A guide says so.", "page": "auth", "section": "Guide"},
          {"id": "otp.c", "evidence": "C", "text": "We chose so.", "page": "auth", "section": "Ours"}
        ]}
        """
    static let pages = #"{"auth": {"title": "Authentication", "url": "https://docs.example/auth"}}"#

    static func files(
        _ scenarios: [String: String], payloads: [String: String] = [:], clauses: String = clauses
    ) -> [SuiteFile] {
        var files = [
            SuiteFile(path: "specs/v1/pages.json", bytes: Array(pages.utf8)),
            SuiteFile(path: "specs/v1/clauses/otp.json", bytes: Array(clauses.utf8)),
        ]
        for (name, text) in scenarios {
            files.append(
                SuiteFile(path: "specs/v1/scenarios/\(name).json", bytes: Array(text.utf8)))
        }
        for (name, text) in payloads {
            files.append(
                SuiteFile(path: "fixtures/payloads/v1/\(name).json", bytes: Array(text.utf8)))
        }
        return files
    }

    /// A suite of one scenario, `otp/one`, with the given steps.
    static func suite(
        steps: String, clause: String = "otp.a", payloads: [String: String] = [:]
    ) throws -> Suite {
        let scenario = """
            {
              "title": "one thing happens",
              "clause": "\(clause)",
              "steps": \(steps)
            }
            """
        return try Suite(files: files(["otp/one": scenario], payloads: payloads))
    }

    /// The problems of a suite that cannot be read, as text.
    static func problems(_ files: [SuiteFile]) -> [String] {
        do throws(SuiteProblems) {
            _ = try Suite(files: files)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }
}

/// A target that answers by a script and remembers what it was asked.
final class ScriptedTarget: Sendable {
    private let seen = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest) -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        self.answer = answer
    }

    var requests: [HTTPRequest] { seen.withLock(\.self) }

    var transport: FunctionTransport {
        FunctionTransport { request in
            self.seen.withLock { $0.append(request) }
            return self.answer(request)
        }
    }

    /// Runs the only scenario of a suite.
    func run(_ suite: Suite, _ change: (inout Target) -> Void = { _ in }) throws -> ScenarioResult {
        let context = try context(suite, change)
        return try #require(Runner(context, workers: 1).run(suite.scenarios).first)
    }

    func context(_ suite: Suite, _ change: (inout Target) -> Void = { _ in }) throws -> RunContext {
        let address = try #require(TargetAddress("http://target.example/api/v1"))
        var target = Target(name: "target", address: address)
        target.keys = TargetKeys(
            publishableKey: "pk_test_12345678", secretKey: "sk_test_12345678",
            organizationId: "org_1")
        change(&target)
        return RunContext(suite: suite, target: target, transport: transport, run: "r1")
    }
}

extension HTTPResponse {
    /// An answer with a JSON body.
    static func json(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["Content-Type": "application/json", "Date": "Thu, 01 Jan 2026 00:10:01 GMT"],
            body: Array(text.utf8))
    }
}
