import FanfareMock
import FanfareModel
import Foundation
import HTTPEngine
import JSONTree

/// What a request about a queue costs, and what a consumer weighs, by how many stand in the queue.
final class ScaleGroup: BenchmarkGroup {
    let name = "Scale: one queue with a thousand and with a million consumers"
    private let sizes = [1000, 1_000_000]
    private var bytesEach = 0

    var notes: [String] {
        [
            "goal: no more than 1.5 times as fast",
            "a search in vain looks at 5000 consumers at most, of a thousand at all",
            "a consumer with a session and a place weighs \(bytesEach) bytes (goal: below 1024)",
        ]
    }

    var ratios: [Ratio] {
        Line.operations.map { operation in
            Ratio(
                faster: Self.label(operation, sizes[0]), slower: Self.label(operation, sizes[1]),
                goal: nil)
        }
    }

    static func label(_ operation: String, _ size: Int) -> String { "\(operation), of \(size)" }

    func run() -> [Measurement] {
        let all = sizes.map { size in
            let before = Memory.resident
            let line = Line(size)
            // Of a thousand, the rest of the process would weigh more than they do.
            bytesEach = (Memory.resident - before) / size
            return line.measurements()
        }
        // Beside each other stand the same operations, not the same sizes.
        return (all.first ?? []).indices.flatMap { index in all.map { $0[index] } }
    }
}

/// The memory of this process.
private enum Memory {
    /// The bytes of it that are in the machine's memory (proc(5), `statm`).
    static var resident: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ").compactMap { Int($0) }
        return fields.count > 1 ? fields[1] * 4096 : 0
    }
}

/// A mock with one queue in which so many guests stand, each with a session of its own.
private final class Line {
    static let operations = [
        "enter", "poll", "leave in the middle", "admit", "admit the next", "overview",
        "list consumers", "search in vain",
    ]

    private struct Guest {
        let id: String
        let authorization: (String, String)
    }

    private let size: Int
    private let mock: SharedMock
    /// Guests from all over the line; keeping all tokens would weigh more than the mock itself.
    private var chosen: [Guest] = []
    private var newcomers: [Guest] = []
    private let sampleCount = 30
    private let batch = 10

    init(_ size: Int) {
        self.size = size
        mock = SharedMock(Self.configuration)
        let kept = 2 * sampleCount * batch
        for number in 0..<size {
            let guest = arrive()
            consume(mock.respond(to: call("enter", guest)))
            if number % max(1, size / kept) == 0 { chosen.append(guest) }
        }
        newcomers = (0..<sampleCount * batch).map { _ in arrive() }
    }

    private static var configuration: Mock.Configuration {
        let text = """
            {"experiences": [{"name": "E", "sequences": [{"name": "S", "queues":
              [{"id": "queue", "name": "Q"}]}]}]}
            """
        guard let document = try? JSONNode(parsing: text), let world = try? WorldFile(document)
        else { preconditionFailure("the benchmark's own world is wrong") }
        return Mock.Configuration(world: world, startAt: Instant(milliseconds: 1_767_225_600_000))
    }

    /// Leaving and admitting take people from between each other, all over the line.
    func measurements() -> [Measurement] {
        let leaving = chosen.indices.filter { $0 % 2 == 0 }.map { chosen[$0] }
        let admitted = chosen.indices.filter { $0 % 2 == 1 }.map { chosen[$0] }
        return [
            sample("enter", newcomers.map { call("enter", $0) }),
            sample("poll", (chosen + chosen).map(poll)),
            sample("leave in the middle", leaving.map { call("leave", $0) }),
            sample("admit", admitted.map(admission)),
        ] + pageMeasurements()
    }

    /// What the page for people asks for.
    private func pageMeasurements() -> [Measurement] {
        let count = sampleCount * batch
        return [
            ("admit the next", "POST", "queues/queue/admit-next"), ("overview", "GET", "overview"),
            ("list consumers", "GET", "consumers"),
            ("search in vain", "GET", "consumers?search=nobody"),
        ].map { name, method, path in
            let request = request(method, "/__admin/\(path)", [])
            return sample(name, Array(repeating: request, count: count))
        }
    }

    private func sample(_ name: String, _ requests: [HTTPRequest]) -> Measurement {
        let clock = ContinuousClock()
        let shuffled = stride(from: 0, to: requests.count, by: 1).map {
            requests[$0 * 7919 % requests.count]
        }
        let samples = stride(from: 0, to: shuffled.count - batch + 1, by: batch).map { start in
            let duration = clock.measure {
                for request in shuffled[start..<start + batch] {
                    consume(mock.respond(to: request))
                }
            }
            return duration / .seconds(1) / Double(batch)
        }
        return Measurement(name: ScaleGroup.label(name, size), samples: samples)
    }

    private func arrive() -> Guest {
        let answer = mock.respond(to: request("POST", "/auth/guest", []))
        let session = try? JSONNode(parsing: answer.body)
        return Guest(
            id: session?["session"]?["consumerId"]?.string ?? "",
            authorization: ("Authorization", "Bearer \(session?["accessToken"]?.string ?? "")"))
    }

    private func call(_ name: String, _ guest: Guest) -> HTTPRequest {
        request("POST", "/queues/queue/\(name)", [guest.authorization])
    }

    private func poll(_ guest: Guest) -> HTTPRequest {
        request("GET", "/queues/queue/status", [guest.authorization])
    }

    private func admission(_ guest: Guest) -> HTTPRequest {
        var request = request(
            "POST", "/queues/queue/admit", [("Authorization", "Bearer sk_test_mock00000000")])
        let body: JSONNode = ["consumerId": JSONNode(guest.id)]
        request.body = body.bytes()
        return request
    }

    private func request(
        _ method: String, _ target: String, _ headers: [(String, String)]
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: target)
        request.headers.append("Host", "127.0.0.1:4802")
        request.headers.append("X-Publishable-Key", "pk_test_mock00000000")
        for (name, value) in headers { request.headers.append(name, value) }
        return request
    }
}
