import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// A mock in which so many people do everything at once.
///
/// Each has a session, stands in the queue, takes part in the draw, has bid and was sent a code.
final class Crowd {
    /// Somebody with a session.
    struct Person {
        let id: String
        var accessToken: String
        var refreshToken: String
    }

    let size: Int
    /// What somebody with a session and a place in the queue weighs.
    let bytesEach: Int
    /// People from all over the crowd; keeping everybody's tokens would weigh more than the mock.
    var members: [Person] = []
    /// People who have a session and do nothing else yet.
    private(set) var newcomers: [Person] = []
    private let mock: SharedMock
    private var bids = 0

    static let sampleCount = 200

    init(_ size: Int) {
        self.size = size
        mock = SharedMock(Self.configuration)
        let before = Memory.resident
        let step = max(1, size / Self.sampleCount)
        var (everybody, members) = ([ConsumerKey](), [Person]())
        mock.withWorld { world in
            for number in 0..<size {
                let tokens = world.startGuestSession(fingerprint: nil)
                let key = world[tokens.session].consumer
                consume(try? world.enterQueue(Key(at: 0), as: key, fingerprint: nil))
                everybody.append(key)
                if number % step == 0 { members.append(Person(world.identifier(of: key), tokens)) }
            }
        }
        bytesEach = (Memory.resident - before) / size
        self.members = members
        mock.withWorld { Self.takePart(everybody, in: &$0) }
        newcomers = (0..<Self.sampleCount).map { _ in arrive() }
    }

    private static func takePart(_ everybody: [ConsumerKey], in world: inout World) {
        for (number, person) in everybody.enumerated() {
            takePart(person, number, in: &world)
        }
    }

    private static func takePart(_ person: ConsumerKey, _ number: Int, in world: inout World) {
        consume(try? world.enterDraw(Key(at: 0), as: person, fingerprint: nil))
        let amount = Money(units: Int64(number + 1))
        consume(try? world.placeBid(amount, in: Key(at: 0), as: person, fingerprint: nil))
        world.requestOneTimePassword(for: .email(address(number)), name: nil)
    }

    /// The seconds to keep the world as it is, and then to go back to it.
    ///
    /// A copy costs nothing until somebody changes a world, so one more person does everything in it.
    func snapshotAndRestore() -> (snapshot: Double, restore: Double) {
        let clock = ContinuousClock()
        var (snapshot, restore) = (Duration.zero, Duration.zero)
        mock.withWorld { world in
            let kept = world
            snapshot = clock.measure { oneMore(in: &world) }
            restore = clock.measure {
                world = kept
                oneMore(in: &world)
            }
            world = kept
        }
        return (snapshot / .seconds(1), restore / .seconds(1))
    }

    /// The whole world as bytes, by the control protocol.
    func exported() -> [UInt8] {
        var request = HTTPRequest(method: "GET", target: "/__admin/state")
        request.headers.append("Host", "localhost")
        return mock.respond(to: request).body
    }

    /// Goes on from such bytes; answers whether the mock took them.
    func imports(_ state: [UInt8]) -> Bool {
        var request = HTTPRequest(method: "PUT", target: "/__admin/state")
        request.headers.append("Host", "localhost")
        request.body = state
        return mock.respond(to: request).status == 200
    }

    private func oneMore(in world: inout World) {
        let tokens = world.startGuestSession(fingerprint: nil)
        let person = world[tokens.session].consumer
        consume(try? world.enterQueue(Key(at: 0), as: person, fingerprint: nil))
        Self.takePart(person, size, in: &world)
    }

    private static var configuration: Mock.Configuration {
        worldConfiguration(
            """
            {"experiences": [{"name": "E", "sequences": [{"name": "S",
              "queues": [{"id": "queue", "name": "Q"}],
              "draws": [{"id": "draw", "name": "D", "drawAt": "+1h", "winnerCount": 10}],
              "auctions": [{"id": "auction", "name": "A", "settleAt": "+1h",
                            "startingPrice": 0.01, "minimumBidIncrement": 0.01}]}]}]}
            """)
    }

    /// Where the code of the person with a number went.
    static func address(_ number: Int) -> String { "person\(number)@example.com" }

    /// An amount above all bids so far.
    func nextBid() -> JSONNode {
        bids += 1
        return JSONNode(size / 100 + bids)
    }
}

// MARK: What people send

extension Crowd {
    /// A new guest.
    func arrive() -> Person { Person(respond(to: .post("/auth/guest"))) }

    /// The answer to a request that is not timed.
    @discardableResult
    func respond(to request: HTTPRequest) -> JSONNode {
        (try? JSONNode(parsing: time(request).answer.body)) ?? .null
    }

    /// The seconds that a request takes; a refusal ends it all, for its figure would mean nothing.
    func time(_ request: HTTPRequest) -> (seconds: Double, answer: HTTPResponse) {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = mock.respond(to: request)
        let duration = start.duration(to: clock.now)
        guard answer.status / 100 == 2 else {
            let body = String(decoding: answer.body, as: UTF8.self)
            fatalError("of \(size): \(request.method) \(request.target): \(body)")
        }
        return (duration / .seconds(1), answer)
    }
}

extension Crowd.Person {
    fileprivate init(_ id: String, _ tokens: TokenPair) {
        self.init(id: id, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken)
    }

    /// Reads the answer to a new or refreshed session.
    init(_ answer: JSONNode) {
        self.init(
            id: answer["session"]?["consumerId"]?.string ?? "",
            accessToken: answer["accessToken"]?.string ?? "",
            refreshToken: answer["refreshToken"]?.string ?? "")
    }
}

/// A mock's beginning: a world file's text, and a clock that stands.
func worldConfiguration(_ text: String) -> Mock.Configuration {
    guard let document = try? JSONNode(parsing: text), let world = try? WorldFile(document)
    else { preconditionFailure("the benchmark's own world is wrong: \(text)") }
    return Mock.Configuration(world: world, startAt: Instant(milliseconds: 1_767_225_600_000))
}

extension HTTPRequest {
    static func get(_ target: String, as person: Crowd.Person? = nil) -> HTTPRequest {
        HTTPRequest("GET", target, bearer: person?.accessToken, nil)
    }

    static func post(
        _ target: String, as person: Crowd.Person? = nil, _ body: JSONNode? = nil
    ) -> HTTPRequest {
        HTTPRequest("POST", target, bearer: person?.accessToken, body)
    }

    /// A call of the organization's own server.
    static func backend(_ target: String, _ body: JSONNode) -> HTTPRequest {
        HTTPRequest("POST", target, bearer: Mock.Default.secretKey, body)
    }

    private init(_ method: String, _ target: String, bearer: String?, _ body: JSONNode?) {
        self.init(method: method, target: target)
        headers.append("Host", "127.0.0.1:4802")
        headers.append("X-Publishable-Key", Mock.Default.publishableKey)
        if let bearer { headers.append("Authorization", "Bearer \(bearer)") }
        if let body {
            headers.append("Content-Type", "application/json")
            self.body = body.bytes()
        }
    }
}
