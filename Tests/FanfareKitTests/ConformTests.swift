import FanfareMock
import Foundation
import HTTPEngine
import TestSupport
import Synchronization
import Testing

/// `conform` from its words to its exit status.
struct ConformTests {
    /// Scenarios that only need what is in every mock from the first day on.
    private static let scope = ["--only", "guest/*", "--only", "otp/*"]

    @Test func `a server as documented conforms, over sockets and in process`() throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        for target in [[server.baseURL], [server.baseURL + "/api/v1"], []] {
            let run = ToolRun(["conform"] + target + Self.scope)
            #expect(run.status == 0, "\(run.out)")
            #expect(run.err == "")
            #expect(run.out.contains(" 0 failed") == false)
        }
    }

    @Test func `a server that answers wrongly is shown clause, place, difference and curl`() throws
    {
        let server = try WrongServer { request, response in
            guard request.path.hasSuffix("/otp/verify"), response.status == 401 else { return }
            let text = String(decoding: response.body, as: UTF8.self)
            response.status = 400
            response.body = Array(text.replacing("otp_expired", with: "expired").utf8)
        }
        let run = ToolRun("conform", server.url, "--only", "otp/*expired*")
        #expect(run.status == 1)
        let stable = run.out
            .replacing(server.url, with: "http://127.0.0.1:PORT")
            .replacing(/fanfare-kit-[0-9a-z]+-/, with: "fanfare-kit-RUN-")
            .replacing(/\+1\d{10}/, with: "+1PHONE")
            .replacing(/at 20[0-9-]+T[0-9:.]+Z/, with: "at NOW").replacing(
                /\(\d+ ms\)/, with: "(N ms)")
        try expectSnapshot(stable, "wrong-server.txt")
    }

    @Test func `a dead address is 3`() throws {
        let server = try MockServer()
        let url = server.baseURL
        try server.start()
        server.stop()
        server.wait()
        let run = ToolRun("conform", url)
        #expect(run.status == 3)
        #expect(run.out == "")
        try expectSnapshot(
            run.err.replacing(url.dropFirst("http://".count), with: "127.0.0.1:PORT"),
            "dead-address.txt")
    }

    @Test func `a target that dies half way is 3, and nothing of it passes`() throws {
        let calls = Mutex(0)
        let server = try WrongServer { request, response in
            guard !request.path.hasPrefix("/__admin") else { return }
            // The first is the look before the run.
            let isFirst = calls.withLock { calls in
                calls += 1
                return calls == 1
            }
            if !isFirst { response.delivery = .resetBefore }
        }
        let run = ToolRun("conform", server.url, "--only", "guest/*")
        #expect(run.status == 3)
        #expect(run.out.contains(": 0 passed"))
    }

    @Test func `a misspelt pattern is 5, with the names that were meant`() throws {
        let run = ToolRun("conform", "--only", "guest/*", "--only", "otpp")
        #expect(run.status == 5)
        try expectSnapshot(run.err, "misspelt-only.txt")
        #expect(ToolRun("conform", "--skip", "gest").status == 5)
        #expect(ToolRun("conform", "--only", "guest/*", "--skip", "guest").status == 5)
        #expect(ToolRun("show", "nothing-like-it").status == 5)
        #expect(ToolRun("clauses", "nothing-like-it").status == 5)
    }

    @Test func `a broken scenario file is 2, with line and column`() throws {
        let folder = try TemporarySuite()
        try folder.write(
            "specs/v1/scenarios/otp/one.json", "{\n  \"title\": \"t\",\n  \"stesp\": []\n}\n")
        let run = ToolRun("conform", "--specs", folder.specs)
        #expect(run.status == 2)
        try expectSnapshot(run.err.replacing(folder.specs, with: "specs"), "broken-scenario.txt")
        #expect(ToolRun("lint", "--specs", folder.specs).status == 2)
        #expect(ToolRun("lint", "--specs", folder.specs + "-nowhere").status == 2)
    }

    @Test func `a report that cannot be written is 2, whatever the verdicts`() throws {
        for option in ["--junit", "--json"] {
            let run = ToolRun(["conform", option, "/nowhere/report"] + Self.scope)
            #expect(run.status == 2)
            #expect(
                run.err
                    == "error: The report cannot be written: /nowhere/report: its folder is not there; make it, or choose another place.\n"
            )
        }
    }

    @Test func `reports are written where they are asked for`() throws {
        let folder = try TemporarySuite()
        let junit = folder.root + "/junit.xml"
        let json = folder.root + "/report.json"
        #expect(ToolRun(["conform", "--junit", junit, "--json", json] + Self.scope).status == 0)
        #expect(try String(contentsOfFile: junit, encoding: .utf8).contains("<testsuites "))
        #expect(try String(contentsOfFile: json, encoding: .utf8).contains("fanfare-kit-report/1"))
    }

    @Test func `a target without the control protocol needs keys, and says so`() throws {
        var options = MockServer.Options()
        options.servesControl = false
        let server = try MockServer(options)
        try server.start()
        defer { server.stop() }
        let run = ToolRun("conform", server.baseURL)
        #expect(run.status == 2)
        #expect(run.err.contains("FANFARE_PUBLISHABLE_KEY"))
    }
}

/// A folder with a suite of its own, removed at the end.
final class TemporarySuite {
    let root: String
    var specs: String { root + "/specs" }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "suite-\(UUID().uuidString)")
        root = url.path()
        try write(
            "specs/v1/pages.json",
            #"{"auth": {"title": "Authentication", "url": "https://docs.example"}}"#)
        try write(
            "specs/v1/clauses/otp.json",
            #"{"chapter": "otp", "title": "Codes", "clauses": [{"id": "otp.a", "evidence": "A", "text": "Codes.", "page": "auth", "section": "Codes"}]}"#
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func write(_ path: String, _ text: String) throws {
        let url = URL(filePath: root + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
}
