import FanfareModel
import HTTPEngine
import TokenSigning

/// Where a request leads and what it shows of its sender.
///
/// It follows from the bytes of the request alone, so that it is found out once for one that comes
/// again. Where the path names no edition, it is routed in one that is asked for.
final class RoutedRequest {
    /// What it is answered in; the standard one for a call of the control protocol.
    let edition: Edition
    /// Whether the path selects no edition, so that the organization's own is meant.
    let isBare: Bool
    /// The path without the prefix of the edition.
    let path: ArraySlice<UInt8>
    let match: Router.Match
    /// The row of the route table, nil for an unknown path or method.
    let route: Route?
    /// What stands in the path where the template has its parameter.
    let parameter: String
    let credentials: Credentials
    /// The page that a browser sends the request from.
    let origin: ArraySlice<UInt8>?
    private var tokenDigest: TokenDigest?
    /// Made when it is first asked for: most organizations speak the standard edition.
    private var elsewhere: RoutedRequest?
    /// Made when it is first asked for: most callers are no browsers.
    private var noticeMade: [UInt8]??

    private init(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, in edition: Edition, isBare: Bool,
        _ router: Router, _ credentials: Credentials, origin: ArraySlice<UInt8>?
    ) {
        self.edition = edition
        self.isBare = isBare
        self.path = path
        match = router.match(method: request.method, path: path)
        if case .found(let route, let parameter) = match {
            self.route = route
            self.parameter = parameter
        } else {
            route = nil
            parameter = ""
        }
        self.credentials = credentials
        self.origin = origin
    }

    /// Routes a request of the API.
    convenience init(
        _ request: HTTPRequest, _ editions: Editions, keysFoundBy digestKey: SipHashKey
    ) {
        let path = request.pathBytes
        let selected = editions.selected(by: path)
        let edition = selected?.edition ?? editions.standard
        self.init(
            request, selected?.path ?? path, in: edition, isBare: selected == nil, edition.router,
            Credentials(request.headers, keysFoundBy: digestKey),
            origin: request.headers.bytes(for: "Origin"))
    }

    /// The same request in the edition of its organization; one whose path selects an edition stays.
    func routed(_ request: HTTPRequest, in own: Edition) -> RoutedRequest {
        guard isBare, own !== edition else { return self }
        if let elsewhere, elsewhere.edition === own { return elsewhere }
        let routed = RoutedRequest(
            request, path, in: own, isBare: true, own.router, credentials, origin: origin)
        elsewhere = routed
        return routed
    }

    /// Routes a call of the control protocol, which has credentials and origins of its own.
    convenience init(control request: HTTPRequest, _ router: Router, _ editions: Editions) {
        self.init(
            request, request.pathBytes, in: editions.standard, isBare: true, router,
            Credentials(), origin: nil)
    }

    /// The organization that the path names.
    func namedOrganization(_ organizations: Organizations) -> Organization? {
        route?.namesOrganization == true ? organizations[parameter] : nil
    }

    /// What production may refuse the page that sends the request; nil for nothing, and for no page.
    func notice(_ request: HTTPRequest) -> [UInt8]? {
        guard origin != nil else { return nil }
        if let noticeMade { return noticeMade }
        let notice = Self.notice(request, path, edition)
        noticeMade = .some(notice)
        return notice
    }

    /// The session of the token, where a call uses one.
    func session(for access: Access, in world: World) throws(FanfareError) -> SessionKey? {
        let token = credentials.tokenBytes
        switch access {
        case .anyone, .control, .publishable, .secret: return nil
        case .publishableOrConsumer where token == nil: return nil
        case .consumer(let error) where token == nil: throw error
        case .tokenAlone, .publishableOrConsumer, .consumer:
            let digest = world.digest(of: token ?? [], known: tokenDigest)
            tokenDigest = digest
            return try world.session(of: digest)
        }
    }
}
