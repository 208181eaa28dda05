import Foundation
import HTTPEngine
import JSONTree
import Synchronization
import SystemFiles
import TestSupport
import Testing

@testable import FanfareConformance

/// A run writes down what it does to a target before it does it, and takes it back.
struct LedgerTests {
    private let scratch = TemporaryFolder("ledger")
    private var path: String { scratch.path("of-a-run/run.jsonl") }

    private static let calls = """
        {"calls": {
          "POST /queues/*/enter": {"evidence": "A", "page": "auth", "undo": "POST /queues/*/leave", "full": "Queue is full"},
          "POST /queues/*/leave": {"evidence": "A", "page": "auth"},
          "POST /auctions/*/bid": {"evidence": "A", "page": "auth", "leaves": "bid"}
        }}
        """

    private func suite(_ steps: String) throws -> Suite {
        let scenario = #"{"title": "t", "clause": "otp.a", "steps": \#(steps)}"#
        return try Suite(
            files: TinySuite.files(["otp/one": scenario])
                + [SuiteFile(path: "specs/v1/calls.json", bytes: Array(Self.calls.utf8))])
    }

    private func run(
        _ steps: String, on target: ScriptedTarget
    ) throws -> (result: ScenarioResult, ledger: Ledger) {
        let suite = try suite(steps)
        var context = try target.context(suite)
        let ledger = Ledger(path, run: "r1", target: "http://target.example/api/v1")
        context.ledger = ledger
        let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        return (result, ledger)
    }

    private static let entering = """
        [{"send": "GET /auth", "keep": {"ann": ""}},
         {"send": "POST /queues/q1/enter", "token": "{ann.accessToken}", "expect": {"status": 200}}]
        """

    @Test func `an entry is on disk before it is sent, for its owner alone, and taken back`() throws
    {
        let path = path
        let seen = Mutex<[String]>([])
        let target = ScriptedTarget { request in
            if request.path.hasSuffix("/enter") {
                let text = (try? Files.read(path)).map { String(decoding: $0, as: UTF8.self) }
                let mode = try? FileManager.default.attributesOfItem(atPath: path)[
                    .posixPermissions]
                seen.withLock { $0 = [text ?? "", "\(mode ?? 0)"] }
            }
            return .json(200, #"{"accessToken": "tok_1"}"#)
        }
        let (result, ledger) = try run(Self.entering, on: target)
        #expect(result.verdict == .passed)
        let (text, mode) = seen.withLock { ($0[0], $0[1]) }
        #expect(
            text.contains(#""entry":1"#) && text.contains(#""target":"/api/v1/queues/q1/leave""#))
        #expect(mode == "\(0o600)")
        let last = try #require(target.requests.last)
        #expect(last.target == "/api/v1/queues/q1/leave")
        #expect(last.headers["Authorization"] == "Bearer tok_1")
        #expect(last.headers["X-Publishable-Key"] == "pk_test_12345678")
        #expect(ledger.openCount == 0)
        #expect(ledger.lines == ["taken back: 1 of what was entered or booked"])
        ledger.close()
        #expect(!Files.exists(path))
    }

    @Test func `what is refused, or left by the scenario itself, is not taken back again`() throws {
        let refusing = ScriptedTarget { request in
            request.path.hasSuffix("/enter")
                ? .json(404, "{}") : .json(200, #"{"accessToken": "tok_1"}"#)
        }
        #expect(try run(Self.entering, on: refusing).ledger.openCount == 0)
        #expect(refusing.requests.count == 2)
        let target = ScriptedTarget { _ in .json(200, #"{"accessToken": "tok_1"}"#) }
        let steps =
            Self.entering.dropLast()
            + #", {"send": "POST /queues/q1/leave", "token": "{ann.accessToken}"}]"#
        try FileManager.default.removeItem(atPath: path)
        #expect(try run(String(steps), on: target).ledger.openCount == 0)
        #expect(target.requests.count == 3)
    }

    @Test func `whoever goes on under another token is taken out by that`() throws {
        let target = ScriptedTarget { request in
            if request.path.hasSuffix("/leave") {
                let isNew = request.headers["Authorization"] == "Bearer tok_new"
                return .json(isNew ? 200 : 401, "{}")
            }
            let isNew = request.path.hasSuffix("/link")
            return .json(200, #"{"accessToken": "\#(isNew ? "tok_new" : "tok_old")"}"#)
        }
        let steps = Self.entering.dropLast() + #", {"send": "GET /link", "keep": {"bob": ""}}]"#
        #expect(try run(String(steps), on: target).ledger.openCount == 0)
        #expect(
            target.requests.suffix(2).map { $0.headers["Authorization"] ?? "" } == [
                "Bearer tok_old", "Bearer tok_new",
            ])
    }

    @Test func `what nothing takes back is counted`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let steps = #"[{"send": "POST /auctions/a/bid", "times": 2, "expect": {"status": 200}}]"#
        let ledger = try run(steps, on: target).ledger
        #expect(ledger.lines == ["left behind: 2 bids, which no call takes away"])
        ledger.close()
        #expect(!Files.exists(path))
    }

    @Test func `what a run was cut off in is taken up from its file, once the run is over`() throws
    {
        let failing = ScriptedTarget { request in
            request.path.hasSuffix("/leave")
                ? .json(503, "{}") : .json(200, #"{"accessToken": "tok_1"}"#)
        }
        let (_, ledger) = try run(Self.entering, on: failing)
        #expect(
            ledger.lines.last?.hasPrefix(
                "not taken back: 1 (the last request was answered 503); 'fanfare-kit clean r1'")
                == true)
        #expect(throws: Files.Failure.self) { try Ledger(reopening: path) }
        ledger.close()
        // A kill may come in the middle of a line.
        try Files.append(#"{"entry":2,"scen"#, to: path)
        let again = try Ledger(reopening: path)
        #expect(again.open.map(\.request) == ["POST /api/v1/queues/q1/enter"])
        let target = ScriptedTarget { _ in .json(200, "{}") }
        again.clean(try target.context(try suite(Self.entering)).target, by: target.transport)
        #expect(target.requests.map(\.target) == ["/api/v1/queues/q1/leave"])
        #expect(target.requests.first?.headers["Authorization"] == "Bearer tok_1")
        #expect(!Files.exists(path))
    }

    @Test func `a ledger that cannot be written ends the run before anything is entered`() throws {
        let target = ScriptedTarget { _ in .json(200, #"{"accessToken": "tok_1"}"#) }
        let suite = try suite(Self.entering)
        var context = try target.context(suite)
        context.ledger = Ledger("/proc/no/such/ledger", run: "r1", target: "t")
        let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        #expect(result.verdict == .notRun)
        #expect(target.requests.map(\.target) == ["/api/v1/auth"])
        guard case .unusable = context.fatal.reason else {
            return #expect(Bool(false), "\(String(describing: context.fatal.reason))")
        }
    }

    @Test func `a place that is full is inconclusive for whoever is about something else`() throws {
        let target = ScriptedTarget { request in
            request.path.hasSuffix("/enter")
                ? .json(429, #"{"error": "Queue is full"}"#)
                : .json(200, #"{"accessToken": "tok_1"}"#)
        }
        let (result, _) = try run(Self.entering, on: target)
        #expect(result.verdict == .inconclusive)
        #expect(
            result.reason
                == "POST /queues/q1/enter has no room for more: it answered 429, \"Queue is full\"")
    }

    @Test func `a call is taken back by a documented one`() throws {
        let calls = #"{"calls": {"POST /a": {"evidence": "A", "page": "auth", "undo": "POST /b"}}}"#
        let problems = TinySuite.problems(
            TinySuite.files([:])
                + [SuiteFile(path: "specs/v1/calls.json", bytes: Array(calls.utf8))])
        #expect(problems.contains { $0.contains("POST /b is no documented call") }, "\(problems)")
    }
}

/// What a run is going to leave behind is said before it.
struct RemainsTests {
    @Test func `people and what nothing takes away are counted, where the target is not ours`()
        throws
    {
        let calls = """
            {"calls": {
              "POST /auth/guest": {"evidence": "A", "page": "auth"},
              "POST /auctions/*/bid": {"evidence": "A", "page": "auth", "leaves": "bid"}
            }}
            """
        let scenario = """
            {"title": "t", "clause": "otp.a", "steps": [
              {"send": "POST /auth/guest"},
              {"send": "POST /x", "body": {"email": "{email.ann}"}},
              {"send": "POST /auctions/a/bid", "expect": {"status": 200}},
              {"send": "POST /auctions/b/bid", "expect": {"status": 400}}]}
            """
        let suite = try Suite(
            files: TinySuite.files(["otp/one": scenario])
                + [SuiteFile(path: "specs/v1/calls.json", bytes: Array(calls.utf8))])
        let target = ScriptedTarget { _ in .json(200, "{}") }
        func text(made: [String] = [], _ change: (inout Target) -> Void = { _ in }) throws
            -> String?
        {
            let target = try target.context(suite, change).target
            return Remains(suite.scenarios, on: target, calls: suite.calls, made: made).text
        }
        let left = try #require(try text(made: ["queue.open", "queue.closed"]))
        #expect(left.hasPrefix("leaves behind at most 1 bid, 2 people, 2 queues, which no call"))
        #expect(try text { $0.hasControl = true } == nil)
        #expect(try text { $0.access = .read } == nil)
    }
}
