import FanfareModel
import HTTPEngine
import JSONTree

/// One request from its routing to its answer: who makes it, of which organization, by which route,
/// and when.
///
/// A class, since it is handed on from step to step; only who calls and what went wrong are noted on
/// the way.
final class RequestContext {
    let request: HTTPRequest
    let routed: RoutedRequest
    let mock: Mock
    /// Whom the request is for; let in or not, it meets the faults and stands in the journal there.
    let organization: Organization
    /// Why the credentials let in nobody, nil when they do.
    let refusal: FanfareError?
    /// The real instant the request came in.
    let realNow: Instant
    /// What the mock's stopwatch showed then.
    let started: UInt64
    /// The consumer's session, when a token came with the call and led to it.
    var session: SessionKey?
    /// Why the operation refused, or nothing reached it.
    var error: FanfareError?
    /// What came with a call of the control protocol, read by what that call takes.
    private let reading: ControlReading?

    /// The row of the route table, nil for an unknown path or method.
    var route: Route? { routed.route }

    /// What stands in the path where the template has its parameter.
    var parameter: String { routed.parameter }

    /// What it is answered in.
    var edition: Edition { routed.edition }

    /// The call that an unknown path was probably meant to be.
    var nearestRoute: NearestRoute? {
        NearestRoute(to: routed.path, method: request.method, among: edition.routes)
    }

    /// What a strict mock refuses the request for.
    var departures: [Violation] {
        Inspection(request, edition, routed.path).violations.filter(\.kind.isRefusedWhenStrict)
    }

    /// Whether its answer depends on how things stand in the organization: whoever asks how the mock does
    /// waits for nobody.
    var asksTheWorld: Bool {
        if request.isPreflight { return false }
        switch route?.access {
        case nil, .anyone: return false
        case .some: return true
        }
    }

    /// Whether the call uses up a rate limit: strangers and open doors use up nobody's.
    var isLimited: Bool {
        switch route?.access {
        case nil, .anyone: false
        case .some: refusal == nil
        }
    }

    /// A request of the API; its organization is brought to the present.
    init(_ request: HTTPRequest, _ routed: RoutedRequest, _ mock: Mock, real: Instant) {
        started = mock.stopwatch()
        self.request = request
        self.mock = mock
        realNow = real
        reading = nil
        let (whose, refused) = Self.organization(of: routed, request, mock)
        let own = routed.routed(request, in: whose.edition)
        self.routed = own
        (organization, refusal) =
            own === routed ? (whose, refused) : Self.organization(of: own, request, mock)
        organization.catchUp(real: real)
    }

    /// Where a request leads in the edition of its organization.
    static func ownRoute(
        of request: HTTPRequest, _ routed: RoutedRequest, _ mock: Mock
    ) -> RoutedRequest {
        routed.routed(request, in: organization(of: routed, request, mock).0.edition)
    }

    /// Whose request it is, and why the credentials let in nobody.
    private static func organization(
        of routed: RoutedRequest, _ request: HTTPRequest, _ mock: Mock
    ) -> (Organization, FanfareError?) {
        let credentials = routed.credentials
        var admitted: Organization?
        var refusal: FanfareError?
        do throws(FanfareError) {
            admitted = try credentials.organization(
                for: routed.route?.access ?? .anyone, mock.organizations)
        } catch {
            refusal = error
        }
        // An answer to nobody known still carries the headers that every answer carries.
        let organization =
            admitted ?? routed.namedOrganization(mock.organizations)
            ?? credentials.likelyOrganization(mock.organizations)
            ?? request.headers[MockOrganization.field].flatMap { mock.organizations[$0] }
            ?? mock.defaultOrganization
        return (organization, refusal)
    }

    /// A call of the control protocol that acts on an organization.
    init(
        control request: HTTPRequest, _ routed: RoutedRequest, _ reading: ControlReading,
        _ organization: Organization, _ mock: Mock, real: Instant
    ) {
        started = mock.stopwatch()
        self.request = request
        self.routed = routed
        self.reading = reading
        self.organization = organization
        self.mock = mock
        realNow = real
        refusal = nil
    }
}

/// What an operation asks of it.
extension RequestContext {
    /// The organization's world, brought to the present.
    var world: World {
        _read { yield organization.world }
        _modify { yield &organization.world }
    }

    /// The device, when the call names it; nothing in its name is invisible.
    var fingerprint: String? {
        get throws(FanfareError) {
            guard let name = request.headers["X-Fingerprint"], !name.isEmpty else { return nil }
            if let character = name.invisibleCharacter {
                throw .validation([FieldIssue("X-Fingerprint", .invisible(character))])
            }
            return name
        }
    }

    /// The consumer who makes the call; routes for consumers let nobody else through.
    var consumer: ConsumerKey {
        guard let session else {
            preconditionFailure("a route for consumers let a stranger through")
        }
        return organization.world.consumer(of: session)
    }

    /// What came with a call of the control protocol.
    var control: ControlReading {
        guard let reading else { preconditionFailure("a call of the API was taken for control") }
        return reading
    }

    /// The query's value of a name, decoded; the first when there are several.
    func query(_ name: String) -> String? {
        guard let reading else { return request.query(name) }
        return reading.query[name].map { $0.string ?? $0.text() }
    }

    /// A reader of the body's fields; the body must be a JSON object.
    func fields() throws(FanfareError) -> FieldReader {
        if let reading { return FieldReader(reading.body) }
        return FieldReader(try JSONNode(objectIn: request.body))
    }
}

extension JSONNode {
    /// The object that a body is; no body at all reads as an empty one.
    init(objectIn body: [UInt8]) throws(FanfareError) {
        if body.isEmpty {
            self.init([JSONMember]())
            return
        }
        do throws(JSONError) {
            try self.init(parsing: body)
        } catch {
            let place = JSONPosition(offset: error.offset, in: body)
            throw .validation([
                FieldIssue(
                    "body",
                    .malformed("line \(place.line), column \(place.column): \(error.reason)"))
            ])
        }
        guard members != nil else {
            throw .validation([FieldIssue("body", .wrongType(expected: "object"))])
        }
    }
}
