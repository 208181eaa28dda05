import FanfareMock
import Foundation
import HTTPEngine
import TestSupport
import Testing

/// The options that choose scenarios and accept differences.
struct ConformOptionTests {
    @Test func `known differences still run, are printed, and end with 0`() throws {
        let folder = try TemporarySuite()
        let server = try WrongServer { request, response in
            if request.path.hasSuffix("/otp/verify"), response.status == 401 {
                response.status = 400
            }
        }
        let known = folder.root + "/known.json"
        let scope = ["conform", server.url, "--only", "otp/*expired*"]
        #expect(ToolRun(scope + ["--write-known", known]).status == 1)
        let unread = ToolRun(scope + ["--known", known])
        #expect(unread.status == 2)
        #expect(unread.err.contains("say why it is accepted"), "\(unread.err)")
        let list = try String(contentsOfFile: known, encoding: .utf8)
        try folder.write(
            "known.json", list.replacing("say why this is accepted", with: "being fixed"))
        let again = ToolRun(scope + ["--known", known])
        #expect(again.status == 0, "\(again.out)\(again.err)")
        #expect(again.out.contains("KNOWN  otp/expired-code\n"))
        let mended = ToolRun("conform", "--only", "otp/*expired*", "--known", known)
        #expect(mended.status == 2)
        #expect(mended.out.contains("UNEXPECTEDLY PASSED  otp/expired-code\n"))
    }

    @Test func `an expired, an unmatched and a stale known difference are 2`() throws {
        let folder = try TemporarySuite()
        let rows = [
            (
                #"{"scenario": "guest/*", "reason": "r", "until": "2020-01-01"}"#,
                "expired on 2020-01-01: r"
            ),
            (#"{"scenario": "gest/*", "reason": "r"}"#, "no scenario matches 'gest/*'"),
            (
                #"{"scenario": "guest/*", "reason": "r"}"#,
                "'guest/*' no longer differs: remove the entry"
            ),
            (#"{"scenario": "guest/*"}"#, "the member 'reason' is missing"),
        ]
        for (entry, error) in rows {
            try folder.write("known.json", "{\"known\": [\(entry)]}")
            let run = ToolRun(
                "conform", "--only", "guest/*", "--known", folder.root + "/known.json")
            #expect(run.status == 2)
            #expect(run.err.contains(error), "\(run.err)")
        }
        #expect(ToolRun("conform", "--known", folder.root + "/none.json").status == 2)
    }

    @Test func `shards are disjoint and together the whole`() throws {
        func names(_ shard: [String]) -> [Substring] {
            ToolRun(["conform", "--verbose", "--only", "guest/*", "--only", "otp/*"] + shard).out
                .split(separator: "\n").filter { $0.hasPrefix("passed  ") }
        }
        let parts = (1...3).map { names(["--shard", "\($0)/3"]) }
        #expect(parts.allSatisfy { !$0.isEmpty })
        #expect(parts.flatMap(\.self).sorted() == names([]).sorted())
        #expect(ToolRun("conform", "--shard", "4/3").status == 2)
        #expect(ToolRun("conform", "--shard", "x").status == 2)
    }

    @Test func `a target file is used, and a wrong one is 2 with its place`() throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let folder = try TemporarySuite()
        try folder.write("target.json", #"{"url": "\#(server.baseURL)", "name": "here"}"#)
        let run = ToolRun("conform", folder.root + "/target.json", "--only", "guest/*")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        try folder.write(
            "named.json", #"{"url": "\#(server.baseURL)", "keys": {"secret": "FANFARE_NOPE"}}"#)
        let named = ToolRun("conform", folder.root + "/named.json", "--only", "guest/*")
        #expect(named.status == 2)
        #expect(named.err.contains("the environment variable FANFARE_NOPE is not set"))
        try folder.write(
            "read.json",
            #"{"url": "\#(server.baseURL)", "control": false, "access": "read", "keys": {"publishable": "READ_ONLY_PUBLISHABLE"}}"#
        )
        setenv("READ_ONLY_PUBLISHABLE", server.publishableKey, 1)
        let nothing = ToolRun(
            "conform", folder.root + "/read.json", "--only", "linking/*",
            "--junit", folder.root + "/nothing.xml")
        #expect(nothing.status == 5)
        #expect(nothing.err.hasPrefix("error: Nothing was checked: "), "\(nothing.err)")
        #expect(!nothing.out.contains("Nothing was checked"))
        let report = try String(contentsOfFile: folder.root + "/nothing.xml", encoding: .utf8)
        #expect(report.contains(#"<error message="Nothing was checked: "#), "\(report.prefix(300))")
        try folder.write("wrong.json", "{\n\"ulr\": 1}")
        let wrong = ToolRun("conform", folder.root + "/wrong.json")
        #expect(wrong.status == 2)
        #expect(wrong.err.contains("wrong.json:2:1: unknown member 'ulr'"))
        #expect(ToolRun("conform", folder.root + "/none.json").status == 2)
    }

    @Test func `init writes files that work and replaces none unasked`() throws {
        let folder = try TemporarySuite()
        #expect(ToolRun("init", folder.root).status == 0)
        let again = ToolRun("init", folder.root)
        #expect(again.status == 2)
        #expect(again.err.contains("is there already; --force replaces it."))
        #expect(ToolRun("init", folder.root, "--force").status == 0)
        #expect(
            FileManager.default.fileExists(
                atPath: folder.root + "/.github/workflows/conformance.yml"))
    }
}

/// Files that two options name.
struct ReportFileTests {
    @Test func `two reports into one file are refused before anything runs`() throws {
        let folder = try TemporarySuite()
        let path = folder.root + "/same"
        let run = ToolRun(
            "conform", "--only", "guest/session", "--json", path, "--junit",
            folder.root + "/../" + URL(filePath: folder.root).lastPathComponent + "/same")
        #expect(run.status == 2)
        #expect(run.err.contains("--junit and --json name the same file"), "\(run.err)")
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(
            ToolRun(
                "conform", "--only", "guest/session", "--json", "/dev/null", "--tap", "/dev/null"
            ).status == 0)
    }

    @Test func `the root is a folder like any other`() {
        let run = ToolRun("conform", "--specs", "/")
        #expect(run.status == 2)
        #expect(run.err.contains("/: it holds no folder 'v1'"), "\(run.err)")
    }
}

struct CompareTests {
    @Test func `two mocks are alike, a bent one differs, and a dead one is 3`() throws {
        let scope = ["--only", "guest/*", "--only", "otp/*expired*"]
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let bent = try WrongServer { request, response in
            if request.path.hasSuffix("/otp/verify"), response.status == 401 {
                response.status = 400
            }
        }
        let alike = ToolRun(["compare", server.baseURL, server.baseURL] + scope)
        #expect(alike.status == 0, "\(alike.out)\(alike.err)")
        let differs = ToolRun(["compare", server.baseURL, bent.url] + scope)
        #expect(differs.status == 1)
        #expect(differs.out.contains("DIFFERS  otp/expired-code\n"))
        #expect(differs.out.contains("    | - 401\n    | + 400\n"))
        #expect(ToolRun(["compare", server.baseURL, "http://127.0.0.1:1"] + scope).status == 3)
        #expect(ToolRun("compare", server.baseURL).status == 2)
    }

    @Test func `the suite is exported for another runner`() throws {
        let folder = try TemporarySuite()
        let run = ToolRun("conform", "--only", "guest/*", "--export-hurl", folder.root + "/hurl")
        #expect(run.status == 0)
        #expect(run.out.contains(" Hurl files written to "))
        #expect(run.out.contains(" checks could not be written as they are, in "))
        let files = FileManager.default
        #expect(try !files.contentsOfDirectory(atPath: folder.root + "/hurl/guest").isEmpty)
        let nothing = ToolRun(
            "conform", "--only", "queues/complete-race", "--export-hurl", folder.root + "/none")
        #expect(nothing.status == 5)
        #expect(
            nothing.err.hasPrefix(
                "error: Nothing was exported: 1 scenario, sends several calls at once"))
        #expect(!FileManager.default.fileExists(atPath: folder.root + "/none"))
    }

    @Test func `an export replaces what an earlier one wrote, and nothing of anybody else`() throws
    {
        let folder = try TemporarySuite()
        let hurl = folder.root + "/hurl"
        func export(_ only: String) {
            #expect(ToolRun("conform", "--only", only, "--export-hurl", hurl).status == 0)
        }
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(hurl)/\(name)", encoding: .utf8)
        }
        export("guest/*")
        try "GET {{url}}\n".write(toFile: hurl + "/mine.hurl", atomically: true, encoding: .utf8)
        let variables = try text("vars.env").replacing(
            "url=http://localhost:4802", with: "url=http://127.0.0.1:9")
        try variables.write(toFile: hurl + "/vars.env", atomically: true, encoding: .utf8)
        export("queues/enter")
        let files = FileManager.default
        #expect(try files.contentsOfDirectory(atPath: hurl + "/guest") == [])
        #expect(try files.contentsOfDirectory(atPath: hurl + "/queues") == ["enter.hurl"])
        #expect(try text("mine.hurl") == "GET {{url}}\n")
        #expect(try text("vars.env").contains("\nurl=http://127.0.0.1:9\n"))
        #expect(try text("vars.env").contains("\nqueue_open=queue_open\n"))
    }

    @Test func `a run of which nothing is left has been cleaned`() {
        let run = ToolRun("clean", "0123456789abc")
        #expect(run.status == 0, "\(run.err)")
        #expect(run.out.contains("There is nothing to take back: run 0123456789abc"))
        // What cannot be a run is a slip.
        #expect(ToolRun("clean", "0123456789ab").status == 2)
    }
}
