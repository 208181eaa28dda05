package import FanfareModel
package import HTTPEngine
import JSONTree
import TokenSigning

/// The whole mock as a function: a request and the real time go in, a response comes out.
///
/// It owns every organization and belongs to one thread. Sockets, timers and signals lie outside.
package final class Mock {
    /// How a mock begins.
    package struct Configuration: Sendable {
        /// The world that the default organization starts with, and every other that names none.
        package var world: WorldFile
        /// What all identifiers, codes and keys are derived from.
        package var seed: UInt64
        /// Where the default organization's clock stands, nil for the real time.
        package var startAt: Instant?
        /// Whether the control protocol is served.
        package var servesControl: Bool
        /// Whether a request that departs from the contract is refused with 400 and the reasons.
        package var strict = false
        /// A code that people may enter instead of the one in the inbox.
        package var fixedOneTimePassword: String?
        /// What opens the control protocol; nil leaves it open to this machine alone.
        var controlKey: ControlKey?
        /// The origins whose pages may use the control protocol as programs do.
        var controlOrigins: Set<String> = []
        /// The editions that it answers in.
        var editions = Editions.all
        /// What organizations answer otherwise than usual unless their world says how.
        var leeway: Leeway = []
        /// How many requests each organization's journal keeps.
        package var journalLimit = 1000

        /// Makes a configuration.
        package init(
            world: WorldFile = .default, seed: UInt64 = 0, startAt: Instant? = nil,
            servesControl: Bool = true
        ) {
            self.world = world
            self.seed = seed
            self.startAt = startAt
            self.servesControl = servesControl
        }

        /// Puts organizations on answers to readings, where their world says nothing of them.
        package mutating func read(_ answers: [String: String]) throws(ReadingError) {
            leeway = try editions.standard.readings.leeway(answers)
        }
    }

    /// What the default organization is called by.
    package enum Default {
        /// Its identifier.
        package static let organizationID = "org_mock"
        /// Its publishable key.
        package static let publishableKey = "pk_test_mock00000000"
        /// Its secret key.
        package static let secretKey = "sk_test_mock00000000"
    }

    let configuration: Configuration
    var editions: Editions { configuration.editions }
    let organizations: Organizations
    let defaultOrganization: Organization
    /// What is no longer needed and takes long to be let go of.
    let discarded = Discarded()
    /// What the identifiers and keys of further organizations come from.
    var generator: SeededGenerator

    var routing: RequestRouting
    let controlRouter = Router(controlRoutes)
    var controlDoor: ControlDoor
    /// Nanoseconds of a clock that only measures how long an answer takes; a server sets a real one.
    var stopwatch: () -> UInt64 = { 0 }
    /// Set where the control protocol has a port of its own.
    var ports: MockPorts?
    /// Whether somebody carries webhooks, so that clocks can stop for them on their way.
    var stopsClocksAtWebhooks = false
    /// Hears of every entry of every journal, when somebody wants to.
    var observer: ((JournalEntry, Organization) -> Void)?
    /// Why the watched world file cannot be begun anew with, nil while it can.
    var worldTrouble: String?
    /// The world that organizations begin with when they name none.
    var world: WorldFile

    /// Makes a mock with its default organization.
    package init(_ configuration: Configuration = Configuration(), real: Instant) {
        self.configuration = configuration
        world = configuration.world
        controlDoor = ControlDoor(
            isOpen: configuration.servesControl, key: configuration.controlKey,
            origins: configuration.controlOrigins)
        generator = SeededGenerator(seed: configuration.seed)
        let digestKey = SeededGenerator.sipHashKey(seed: configuration.seed, stream: "keys")
        organizations = Organizations(digestKey: digestKey)
        routing = RequestRouting(configuration.editions, keysFoundBy: digestKey)
        defaultOrganization = Organization(
            id: Default.organizationID, publishableKey: Default.publishableKey,
            secretKey: Default.secretKey,
            blueprint: configuration.world, seed: generator.next(),
            clock: configuration.startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(),
            real: real, usual: configuration)
        organizations.add(defaultOrganization)
    }

    /// Answers a request as of a real instant, however long that takes.
    package func respond(to request: HTTPRequest, real: Instant) -> Answer {
        respond(to: request, real: real, by: .shared)
    }

    /// Answers a request as of a real instant, which has come by a certain entrance.
    func respond(
        to request: HTTPRequest, real: Instant, by entrance: Approach.Entrance,
        peerIsLocal: @autoclosure () -> Bool = true
    ) -> Answer {
        respond(
            to: request, real: real, by: entrance, peerIsLocal: peerIsLocal(),
            connection: CallersConnection(name: "", isFirst: false))
    }

    /// Answers a request that came by a connection, so that one is known that comes again.
    func respond(
        to request: HTTPRequest, real: Instant, by entrance: Approach.Entrance,
        peerIsLocal: @autoclosure () -> Bool = true,
        connection: @autoclosure () -> CallersConnection
    ) -> Answer {
        defer { discarded.letGo() }
        let answer = begin(
            request, real: real, by: entrance, peerIsLocal: peerIsLocal(),
            connection: connection())
        guard case .errand(let errand, _) = answer.rest else { return answer }
        return Answer(response(errand.run()(), to: request))
    }

    /// Answers a request as of a real instant, or says what another thread has to do for that.
    func begin(
        _ request: HTTPRequest, real: Instant, by entrance: Approach.Entrance,
        peerIsLocal: @autoclosure () -> Bool,
        connection: @autoclosure () -> CallersConnection
    ) -> Answer {
        guard entrance != .control, let routed = routing.route(request) else {
            return answerControl(
                request, real: real, by: Approach(peerIsLocal: peerIsLocal(), entrance: entrance))
        }
        return answer(
            RequestContext(request, routed, self, real: real), connection: connection())
    }
}
