import FanfareMock
import Foundation
import TestSupport
import Testing

/// A mock whose control protocol a token opens, and the tool before it.
struct LockedMockTests {
    private static let token = "a-token-of-locked-mock-tests"
    private let server: MockServer
    private let folder = TemporaryFolder("locked")

    init() throws {
        var options = MockServer.Options()
        options.controlToken = Self.token
        server = try MockServer.started(options)
    }

    private func path(_ name: String) -> String { folder.path(name) }

    /// A target file that names the variable of the token.
    private func target(_ variable: String, _ value: String) throws -> String {
        setenv(variable, value, 1)
        let text = #"{"url": "\#(server.baseURL)", "keys": {"controlToken": "\#(variable)"}}"#
        try text.write(toFile: path("target.json"), atomically: true, encoding: .utf8)
        return path("target.json")
    }

    @Test func `the suite is replayed with the token, which no report shows`() throws {
        let run = ToolRun(
            "conform", try target("LOCKED_MOCK_TOKEN", Self.token), "--only", "otp/*", "--verbose",
            "--html", path("r.html"), "--json", path("r.json"), "--junit", path("r.xml"))
        #expect(run.status == 0, "\(run.out)\(run.err)")
        let reports = try ["r.html", "r.json", "r.xml"].map {
            try String(contentsOfFile: path($0), encoding: .utf8)
        }
        for text in reports + [run.out, run.err] { #expect(!text.contains(Self.token)) }
    }

    @Test func `a target that is locked is named with what opens it`() throws {
        let without = ToolRun("conform", server.baseURL, "--only", "otp/*")
        #expect(without.status == 3, "\(without.out)")
        #expect(without.err.contains("FANFARE_CONTROL_TOKEN"), "\(without.err)")
        let wrong = ToolRun("conform", try target("LOCKED_MOCK_WRONG", "another-token-of-16"))
        #expect(wrong.status == 3, "\(wrong.out)")
        #expect(wrong.err.contains("does not take this control token"), "\(wrong.err)")
        #expect(!wrong.err.contains("another-token-of-16"))
    }

    @Test func `tests in the process need no token, and get one for their organization`()
        async throws
    {
        let shop = try await server.makeOrganization()
        try await shop.advance(by: .seconds(61))
        #expect(try await shop.requests().isEmpty)
        #expect(shop.controlToken?.hasPrefix(shop.id + ".") == true)
        #expect(server.defaultOrganization.controlToken?.hasPrefix("org_mock.") == true)
    }

    @Test(arguments: [
        (["--control-token", "short"], "at least 16"),
        (["--control-token", "a-token-that-is-long", "--no-admin"], "leave one away"),
        (["--control-port", "1", "--no-admin"], "leave one away"),
        (["--control-port", "70000"], "0 to 65535"),
        (["--control-origin", "*"], "as a browser sends them"),
        (["--control-origin", "http://localhost:3000/"], "as a browser sends them"),
    ])
    func `what cannot be is wrong usage`(_ words: [String], _ sentence: String) {
        let run = ToolRun(["mock", "--port", "0"] + words)
        #expect(run.status == 2)
        #expect(run.err.contains(sentence), "\(run.err)")
        #expect(!run.err.contains("a-token-that-is-long"))
    }
}
