import FanfareConformance
import Foundation
import HTTPEngine
import TestSupport
import Testing

/// What a gateway puts around requests and answers, asked or not.
struct PlainAnswerTests {
    private static let one =
        #"[{"send": "GET /x", "expect": {"status": 200, "body": {"a": 1}}}]"#

    /// How a target with this answer fares, and what is noted of it.
    private static func outcome(
        _ headers: HTTPHeaders, _ body: [UInt8], times: Int = 1
    ) throws -> (result: ScenarioResult, notes: [String]) {
        let target = ScriptedTarget { _ in
            HTTPResponse(status: 200, headers: headers, body: body)
        }
        let context = try target.context(try TinySuite.suite(steps: one))
        var results: [ScenarioResult] = []
        for _ in 1...times {
            results += Runner(context, workers: 1).run(context.suite.scenarios)
        }
        return (try #require(results.last), context.target.notes.all)
    }

    @Test func `every request says who asks, for what, and in which form`() throws {
        let target = ScriptedTarget { _ in .json(200, #"{"a": 1}"#) }
        _ = try target.run(try TinySuite.suite(steps: Self.one))
        let headers = try #require(target.requests.first).headers
        #expect(
            headers["User-Agent"]?.wholeMatch(of: /fanfare-kit\/[0-9.]+ \(r1; [a-z-]+\/[a-z-]+\)/)
                != nil)
        #expect(headers["Accept"] == "application/json")
        #expect(headers["Accept-Encoding"] == "identity")
    }

    @Test func `what a scenario says itself comes first`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        _ = try target.run(
            try TinySuite.suite(
                steps:
                    #"[{"send": "GET /x", "headers": {"Accept": "text/html"}, "expect": {"status": 200}}]"#
            ))
        #expect(target.requests.first?.headers.values(for: "accept") == ["text/html"])
    }

    @Test(arguments: [
        ("gzip", "H4sIAAAAAAACA6tWSlSyUjCsBQCXjqH7CAAAAA=="),
        ("X-Gzip", "H4sIAAAAAAACA6tWSlSyUjCsBQCXjqH7CAAAAA=="),
        ("deflate", "eJyrVkpUslIwrAUACeUCKQ=="), ("deflate", "q1ZKVLJSMKwFAA=="),
    ])
    func `an answer that comes compressed unasked is read, and noted once`(
        _ coding: String, _ body: String
    ) throws {
        let bytes = [UInt8](try #require(Data(base64Encoded: body)))
        let (result, notes) = try Self.outcome(["Content-Encoding": coding], bytes, times: 3)
        #expect(result.verdict == .passed)
        #expect(notes.count == 1)
        #expect(notes.first?.hasPrefix("Answers come in \(coding.lowercased()), though") == true)
    }

    private static let undecodable: [(String, [UInt8], String)] = [
        ("gzip", [UInt8]("no gzip".utf8), "is no gzip, as it says"),
        ("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB], "ends in the middle of its gzip"),
        ("br", [11, 2], "came in 'br', which is not read"),
        ("gzip, zstd", [0x28], "came in 'zstd', which is not read"),
    ]

    @Test(arguments: undecodable)
    func `an answer that cannot be decoded says so in one sentence`(
        _ coding: String, _ body: [UInt8], _ words: String
    ) throws {
        let (result, _) = try Self.outcome(["Content-Encoding": coding], body)
        #expect(result.reason?.contains(words) == true)
    }

    @Test func `a small answer that grows without bound is cut off`() throws {
        // Three megabytes of zeros.
        let packed = Process()
        packed.executableURL = URL(filePath: "/bin/sh")
        packed.arguments = ["-c", "head -c 3145728 /dev/zero | gzip"]
        let output = Pipe()
        packed.standardOutput = output
        try packed.run()
        let bytes = [UInt8](try output.fileHandleForReading.readToEnd() ?? Data())
        #expect(bytes.count < 10_000)
        let (result, _) = try Self.outcome(["Content-Encoding": "gzip"], bytes)
        #expect(result.reason?.contains("is larger than 2 MB when decoded") == true)
    }

    @Test func `a byte order mark before JSON is noted once, and no difference`() throws {
        let (result, notes) = try Self.outcome(
            ["Content-Type": "application/json"], [0xEF, 0xBB, 0xBF] + Array(#"{"a": 1}"#.utf8),
            times: 3)
        #expect(result.verdict == .passed)
        #expect(notes.count == 1)
        #expect(notes.first?.contains("byte order mark") == true)
    }
}
