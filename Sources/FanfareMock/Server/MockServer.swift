import FanfareModel
import HTTPEngine
import JSONTree
import SafeText
import Synchronization

/// The mock behind a socket.
///
/// ```swift
/// let server = try MockServer.started()
/// // … point a client at server.baseURL, with server.publishableKey
/// ```
public final class MockServer: Sendable {
    /// How a mock begins and where it listens.
    public struct Options: Sendable {
        /// A numeric address or a name of this machine.
        public var host = "127.0.0.1"
        /// The port; 0 takes a free one.
        public var port = 0
        /// The name of an embedded world, or the text of a world file.
        public var world = World.named("default")
        /// Whether it listens at all; without, only a session of `FanfareMockURLSession` reaches it.
        public var listens = true
        /// What all identifiers, codes and keys are derived from.
        public var seed: UInt64 = 0
        /// Where the clock stands, as ISO 8601; nil lets it run with the real one.
        public var startAt: String?
        /// Whether the control protocol under `/__admin` is served.
        public var servesControl = true
        /// What opens the control protocol, from everywhere and to nobody else.
        ///
        /// At least 16 letters, digits or `-._~+/=`; nil leaves it open to this machine alone.
        public var controlToken: String?
        /// The origins, such as `http://localhost:3000`, whose pages may use the control protocol too.
        public var controlOrigins: Set<String> = []
        /// The port that the control protocol has for itself, 0 for a free one; nil for one beside
        /// `port` where calls are passed on to another server, whose pages are not to reach it.
        public var controlPort: Int?
        /// Whether a request that departs from the contract is refused with 400 and the reasons.
        public var strict = false
        /// Its answers where the documentation allows more than one server, by reading, such as
        /// `["linking.takenIdentifier": "signIn"]`; a world may say otherwise.
        public var readings: [String: String] = [:]
        /// A code of six digits that people may enter instead of the one in the inbox.
        public var fixedOneTimePassword: String?

        /// Where to write a line for every request, nil for nowhere.
        public var log: RequestLog?
        /// Where calls go that the mock does not know, nil for nowhere.
        package var upstream: Upstream?
        /// How many bytes of such calls are kept at once, answers that clients have yet to take included.
        package var forwardedBytesAtOnce = 256 << 20
        /// The file that the mock goes on from when it is there, and in which it keeps its state.
        public var stateFile: String?
        /// How long changes may wait to be saved; all are when the mock stops.
        public var stateInterval = Duration.seconds(10)
        /// Hears why a save failed, once until one succeeds; on any thread.
        public var onStateFailure: (@Sendable (String) -> Void)?
        /// Hears of every message of the default organization, as one line of JSON, on the loop's thread.
        public var onMessage: (@Sendable (String) -> Void)?

        /// Makes the defaults: the default world on a free port of this machine.
        public init() {}

        /// Where the first world comes from.
        public enum World: Sendable, Hashable {
            /// A world that the mock carries: `default`, `empty`, ….
            case named(String)
            /// The text of a world file, with the name to use in errors.
            case text(String, path: String)
        }
    }

    /// The publishable key of the default organization.
    public let publishableKey = Mock.Default.publishableKey
    /// The secret key of the default organization.
    public let secretKey = Mock.Default.secretKey
    /// The identifier of the default organization.
    public let organizationID = Mock.Default.organizationID
    /// Where it listens: `http://127.0.0.1:4802`; without a socket a host that there cannot be.
    public let baseURL: String
    /// The port it listens on, 0 without a socket.
    public let port: Int
    /// Where the page for people is, nil without a socket or without the control protocol.
    public let pageURL: String?

    let server: HTTPServer
    let controlToken: String?
    /// Which messages `nextCode(to:)` of the default organization has handed out.
    let handedOutByDefault = HandedOut()
    private let serves = Atomic<Bool>(false)
    /// Whether somebody has told it to serve.
    var isStarted: Bool { serves.load(ordering: .acquiring) }
    private let confinedHandler: LoopConfined<MockHandler>
    /// What answers; only to be touched on its own thread.
    var handler: MockHandler { confinedHandler.value }
    private let stateKeeper: LoopConfined<StateKeeper>?

    /// Builds the world and begins to listen; requests wait until `start()` or `run()`.
    public init(_ options: Options = Options()) throws(MockServerError) {
        let configuration = try options.mockConfiguration()
        let mock = Mock(configuration, real: RealClock.now)
        mock.stopwatch = { SystemClock.ticks }
        let stateFile = try options.stateFile.map { path throws(MockServerError) in
            try StateFile.opened(path, restoring: mock)
        }
        stateIsAhead = stateFile?.ahead ?? .zero
        let scheduler = LoopScheduler()
        let room = ForwardingRoom(bytes: options.forwardedBytesAtOnce)
        let handler = MockHandler(
            mock, scheduler, errands: Errands(scheduler),
            forwarder: options.upstream.map { Forwarder($0, mock, scheduler, room: room) },
            announce: options.onMessage)
        if let log = options.log {
            mock.observer = { [unowned mock] in log.add($0, $1, mock) }
        }
        var settings = HTTPServerConfiguration(host: options.host, port: options.port)
        settings.listens = options.listens
        // One state at a time, and what others send meanwhile.
        if options.servesControl { settings.bodyBytesAtOnce += Mock.stateBytes }
        let confined = LoopConfined(handler)
        confinedHandler = confined
        settings.refusal = { confined.value.refuse($0, $1, from: $2) }
        do throws(HTTPServerError) {
            server = try HTTPServer(configuration: settings, handler: handler)
        } catch {
            throw .cannotListen("\(error)")
        }
        scheduler.serve(server)
        server.onStop { handler.stop() }
        let ports = try options.openControlPort(server)
        mock.ports = ports
        controlToken = options.controlToken
        stateKeeper = stateFile.map(\.file).map { [server] file in
            let keeper = StateKeeper(options.statePlan, file, mock, scheduler)
            server.onEnd { keeper.finish() }
            keeper.begin()
            return LoopConfined(keeper)
        }
        port = server.port
        // RFC 2606: whoever is not led here by other means fails, instead of asking somebody else.
        baseURL =
            options.listens
            ? "http://\(options.reachableHost):\(server.port)" : "http://fanfare-mock.invalid"
        let pagePort = ports?.control ?? server.port
        pageURL =
            options.listens && options.servesControl
            ? "http://\(options.reachableHost):\(pagePort)/__admin/" : nil
    }

    deinit { server.stop() }

    /// Makes a mock that serves at once, until nobody holds it or one of its organizations any more.
    public static func started(
        _ options: Options = Options()
    ) throws(MockServerError) -> MockServer {
        let server = try MockServer(options)
        try server.start()
        return server
    }

    /// Serves on a thread of its own until `stop()`; the system may have none to give.
    public func start() throws(MockServerError) {
        do throws(ThreadRefusal) {
            try server.start()
        } catch {
            throw .noThread("\(error)")
        }
        serves.store(true, ordering: .releasing)
    }

    /// Serves on this thread until `stop()`, or until SIGINT, SIGTERM or SIGHUP when told to heed them.
    public func run(untilSignal: Bool = false) {
        if untilSignal { server.stopOnSignals() }
        serves.store(true, ordering: .releasing)
        server.run()
    }

    /// Heeds SIGINT, SIGTERM and SIGHUP from now on, for whoever tells others of the mock before it runs.
    package func stopOnSignals() { server.stopOnSignals() }

    /// Finishes what is in flight and stops; may be called from any thread.
    public func stop() { server.stop() }

    /// Waits until a mock that was started has stopped.
    public func wait() { server.wait() }

    /// How much later the state that it goes on from was saved than this machine's clock shows.
    package let stateIsAhead: Duration

    /// Why the state could not be saved the last time, nil when it was or is not kept.
    public var stateFailure: String? { stateKeeper?.value.failure }
}

/// Why a mock could not begin.
public enum MockServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No embedded world has that name.
    case unknownWorld(String, known: [String])
    /// The world file is not one; the text names file, line, column and place.
    case badWorld(String)
    /// There is no such reading, or no such answer to it; the text says which there are.
    case badReading(String)
    /// The start is no instant.
    case badStart(String)
    /// The state cannot be read, or could not be written later; the text says why and where.
    case badState(String)
    /// The control token is too short, or does not fit into a header.
    case badControlToken
    /// The address cannot be listened on.
    case cannotListen(String)
    /// The system gives no thread to serve on.
    case noThread(String)

    /// What is wrong and what to do next, on one line.
    public var description: String { Printable.line(sentences) }

    private var sentences: String {
        switch self {
        case .unknownWorld(let name, let known):
            "There is no world '\(name)': name one of \(known.joined(separator: ", ")), or a file."
        case .badWorld(let reason), .badReading(let reason), .badState(let reason),
            .cannotListen(let reason),
            .noThread(let reason):
            reason
        case .badControlToken: "The control token is none: it takes \(ControlKey.rule)."
        case .badStart(let text):
            "'\(text)' is no instant: write it as 2026-01-01T00:00:00Z."
        }
    }
}

extension MockServer.Options {
    fileprivate func mockConfiguration() throws(MockServerError) -> Mock.Configuration {
        var configuration = Mock.Configuration(
            world: try world.file(), seed: seed, servesControl: servesControl)
        configuration.strict = strict
        do throws(ReadingError) {
            try configuration.read(readings)
        } catch {
            throw .badReading(error.reason)
        }
        configuration.fixedOneTimePassword = fixedOneTimePassword
        configuration.controlOrigins = controlOrigins
        if let controlToken {
            guard let key = ControlKey(controlToken) else { throw .badControlToken }
            configuration.controlKey = key
        }
        if let startAt {
            guard let instant = Instant(iso8601: startAt) else { throw .badStart(startAt) }
            configuration.startAt = instant
        }
        return configuration
    }

    fileprivate var statePlan: StateKeeper.Plan {
        StateKeeper.Plan(interval: stateInterval, failed: onStateFailure ?? { _ in })
    }
}

extension MockServer.Options.World {
    /// The world itself; the error names file, line and column.
    func file() throws(MockServerError) -> WorldFile {
        switch self {
        case .named(let name):
            guard let world = WorldFile.embedded[name] else {
                throw .unknownWorld(name, known: WorldFile.embedded.keys.sorted())
            }
            return world
        case .text(let text, let path): return try Self.parse(text, path)
        }
    }

    private static func parse(_ text: String, _ path: String) throws(MockServerError) -> WorldFile {
        let bytes = Array(text.utf8)
        do {
            return try WorldFile(try JSONNode(parsing: bytes))
        } catch let error as JSONError {
            let place = JSONPosition(offset: error.offset, in: bytes)
            throw .badWorld("\(path):\(place): \(error.reason)")
        } catch let error as WorldFileError {
            let place = JSONPosition(offset: error.offset, in: bytes)
            throw .badWorld("\(path):\(place): \(error.message) (at \"\(error.pointer)\")")
        } catch {
            throw .badWorld("\(path): \(error)")
        }
    }
}
