import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// A mock and what was learned from it, told by bytes: each few of them make one call.
final class Story {
    static let start = Instant(milliseconds: 1_767_225_600_000)

    var source: ByteSource
    let mock: Mock
    var learned = Learned()
    private var real = Story.start
    private var calls = 0
    /// Somebody asked for faults, so answers may be spoiled.
    private var mayFail = false
    /// FNV-1a of all that was answered.
    private var digest: UInt64 = 14_695_981_039_346_656_037

    init(_ bytes: [UInt8]) {
        source = ByteSource(bytes)
        var configuration = Mock.Configuration(world: source.pick(Self.worlds), seed: 7)
        configuration.journalLimit = 8
        configuration.strict = source.byte() == 1
        mock = Mock(configuration, real: Story.start)
    }

    private static let worlds: [WorldFile] =
        [WorldFile.default]
        + WorldFile.embedded.sorted { $0.key < $1.key }.map(\.value)
        + [
            #"{"extends":"default","settings":{"enforcesRateLimits":true,"requiresFingerprint":true}}"#
        ]
        .compactMap { try? WorldFile(JSONNode(parsing: $0)) }

    /// Plays it to its end and answers what stands for all answers.
    func play() throws -> UInt64 {
        while !source.isEmpty, calls < 64 {
            calls += 1
            switch source.byte() % 8 {
            case 0: try moveClock()
            case 1: real = real + .milliseconds(source.pick([0, 1, 999, 60_000, 3_600_000]))
            case 2: try send(controlCall())
            default: try send(consumerCall())
            }
            if calls.isMultiple(of: 8) { try checkInvariants() }
        }
        try checkInvariants()
        return digest
    }

    private func checkInvariants() throws {
        let broken = mock.brokenInvariants(real: real)
        try require(broken.isEmpty, broken.joined(separator: "; "))
    }

    private func moveClock() throws {
        let steps = ["1ms", "1s", "29s", "61s", "10m", "1h", "25h", "8d", "400d", "366000d"]
        var request = HTTPRequest(method: "POST", target: "/__admin/clock")
        request.body = Array(#"{"advance":"\#(source.pick(steps))"}"#.utf8)
        try send(request)
    }

    private func send(_ call: HTTPRequest) throws {
        var request = call
        request.headers.append("Host", "localhost")
        if request.target.hasPrefix("/__admin/faults"), request.method == "POST" { mayFail = true }
        let what = "call \(calls), \(request.method) \(request.target)"
        let answer = mock.respond(to: request, real: real)
        try checkAnswer(answer.response, to: what, mayFail: mayFail)
        let isPublic = !request.target.hasPrefix("/__admin")
        for name in Self.promised where isPublic && !mayFail {
            try require(answer.response.headers.contains(name), "no \(name) to \(what)")
        }
        digest = answer.response.body.reduce(digest) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        if let body = try? JSONNode(parsing: answer.response.body) { learned.learn(from: body) }
    }

    /// specs/v1/contract.md#limits: what every answer carries.
    private static let promised = [
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id", "Date",
    ]
}
