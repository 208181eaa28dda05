import Foundation
import HTTPEngine
import JSONTree
import Synchronization
import SystemFiles
import TestSupport
import Testing

@testable import FanfareConformance

/// What a run meets on a target that others use too, and what stands between.
struct SharedTargetTests {
    private static func suite(_ scenarios: [String: String]) throws -> Suite {
        try Suite(files: TinySuite.files(scenarios))
    }

    @Test func `a limit is none of the refusals that a check expects`() throws {
        let steps = #"[{"send": "GET /x", "expect": {"status": "4xx"}}]"#
        var limited = HTTPResponse.json(429, #"{"error": "Rate limit exceeded"}"#)
        limited.headers.append("Retry-After", "3600")
        let result = try ScriptedTarget { [limited] _ in limited }.run(
            TinySuite.suite(steps: steps))
        #expect(result.verdict == .inconclusive)
        #expect(result.isLimited)
        let own = try ScriptedTarget { [limited] _ in limited }.run(
            TinySuite.suite(steps: steps)
        ) {
            $0.hasControl = true; $0.abilities = []
        }
        #expect(own.verdict != .inconclusive)
    }

    @Test func `limits that last end the run`() throws {
        let disturbances = Disturbances()
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#)
        var result = ScenarioResult(suite.scenarios[0], .inconclusive)
        result.isLimited = true
        result.reason = "the target's limit is reached"
        for _ in 1...3 { disturbances.conclude(result) }
        #expect(disturbances.end == nil)
        disturbances.conclude(result)
        #expect(disturbances.end == "the target's limit is reached")
    }

    @Test func `whoever is refused and told to come at once is not asked at once for ever`() throws
    {
        let times = Mutex(0)
        let steps = #"[{"send": "GET /x", "expect": {"status": 200}}]"#
        let result = try ScriptedTarget { _ in
            let count = times.withLock { count in
                count += 1
                return count
            }
            var response = HTTPResponse.json(count < 2 ? 429 : 200, "{}")
            response.headers.append("Retry-After", "0")
            return response
        }.run(TinySuite.suite(steps: steps))
        #expect(result.verdict == .passed)
        #expect(times.withLock(\.self) == 2)
    }

    @Test func `bids are above what others have bid`() throws {
        let steps = """
            [{"send": "POST /auctions/{auction.open}/bid", "body": {"amount": "{bid.150}"},
              "expect": {"status": 200, "body": {"amount": "{bid.150}"}}},
             {"send": "POST /auctions/{auction.open}/bid", "body": {"amount": "{bid.200}"}, "expect": {"status": 200}}]
            """
        func run(high: String) throws -> (ScenarioResult, [String]) {
            let target = ScriptedTarget { request in
                request.method == "GET"
                    ? .json(200, #"{"currentHighBid": \#(high), "minimumBidIncrement": 5}"#)
                    : .json(200, String(decoding: request.body, as: UTF8.self))
            }
            let result = try target.run(TinySuite.suite(steps: steps)) {
                $0.resources = ["auction.open": "a1"]
            }
            let bids = target.requests.filter { $0.method == "POST" }
            return (result, bids.map { String(decoding: $0.body, as: UTF8.self) })
        }
        let (first, free) = try run(high: "null")
        #expect(first.verdict == .passed)
        #expect(free == [#"{"amount":150}"#, #"{"amount":200}"#])
        #expect(try run(high: "250.5").1 == [#"{"amount":256}"#, #"{"amount":306}"#])
    }

    @Test func `a bid that somebody has overtaken since is nobody's fault`() throws {
        let steps =
            #"[{"send": "POST /auctions/a/bid", "body": {"amount": 1}, "expect": {"status": 200}}]"#
        let target = ScriptedTarget { _ in
            .json(400, #"{"error": "Bid must be higher than current bid"}"#)
        }
        #expect(try target.run(TinySuite.suite(steps: steps)).verdict == .inconclusive)
    }

    @Test func `a gateway's failure is no answer even where nothing is promised`() throws {
        let steps = #"[{"send": "GET /x", "expect": {"clause": "otp.c", "status": 200}}]"#
        let target = ScriptedTarget { _ in
            HTTPResponse(
                status: 502, headers: ["Content-Type": "text/html"], body: Array("<html>".utf8))
        }
        #expect(try target.run(TinySuite.suite(steps: steps)).isDisturbed)
    }

    @Test func `what waits takes no place of what works`() throws {
        let wait =
            #"{"title": "t", "clause": "otp.a", "steps": [{"advance": "400ms"}, {"send": "GET /x", "expect": {"status": 200}}]}"#
        var scenarios: [String: String] = [:]
        for number in 10..<26 { scenarios["otp/wait\(number)"] = wait }
        let suite = try Self.suite(scenarios)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite) { $0.patience = TimeSpan(milliseconds: 1000) }
        let resting = Mutex((now: 0, most: 0))
        var counted = context
        counted.waits = Waits { _, _ in
            resting.withLock {
                $0.now += 1; $0.most = max($0.most, $0.now)
            }
        }
        let results = Runner(counted, workers: 2).run(suite.scenarios)
        #expect(results.allSatisfy { $0.verdict == .passed })
        // All sixteen had begun to wait before any that a place was kept for could have ended.
        #expect(resting.withLock(\.most) == 16)
    }
}

/// What becomes of a ledger that cannot be worked off.
struct WornLedgerTests {
    private let scratch = TemporaryFolder("ledger")
    private var path: String { scratch.path("run.jsonl") }
    private static let head =
        #"{"format":"fanfare-kit-ledger/1","run":"r1","target":"http://t/api/v1","startedAt":"x"}"#
    private static let entry =
        #"{"entry":1,"scenario":"a/b","request":"POST /q/enter","undo":{"method":"POST","target":"/q/leave","headers":{"Authorization":"Bearer t"}}}"#

    private func ledger(_ lines: String...) throws -> Ledger {
        try Files.write(lines.joined(separator: "\n"), to: path)
        return try Ledger(reopening: path)
    }

    @Test(arguments: [
        #"{"entry":1,"undo:{}"#, "rubbish", #"{"entry":99999999999999999999}"#,
        #"{"entry":2,"scenario":"x","undo":{"method":7}}"#,
    ])
    func `a damaged line is named and nothing is lost`(_ line: String) throws {
        do throws(Files.Failure) {
            try Files.write([Self.head, line, Self.entry, ""].joined(separator: "\n"), to: path)
            _ = try Ledger(reopening: path)
            Issue.record("it was taken up")
        } catch {
            #expect("\(error)".contains("line 2 is damaged"), "\(error)")
        }
        #expect(Files.exists(path))
    }

    @Test func `a last line that was cut off is no damage`() throws {
        let ledger = try ledger(Self.head, Self.entry, #"{"entry":2,"scen"#)
        #expect(ledger.openCount == 1)
        ledger.close()
    }

    @Test func `what no session can take back any more is said and let go`() throws {
        let ledger = try ledger(Self.head, Self.entry, "")
        ledger.undo { _ in HTTPResponse(status: 401) }
        #expect(ledger.openCount == 0)
        #expect(
            ledger.lines.contains { $0.contains("the sessions that could take it back have ended") }
        )
        ledger.close()
        #expect(!Files.exists(path))
    }

    @Test func `why something could not be taken back is said`() throws {
        let ledger = try ledger(Self.head, Self.entry, "")
        ledger.undo { _ in HTTPResponse(status: 500) }
        #expect(
            ledger.lines.contains {
                $0.contains("not taken back: 1 (the last request was answered 500)")
            })
        ledger.close()
        #expect(Files.exists(path))
    }
}
