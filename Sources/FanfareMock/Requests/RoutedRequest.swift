import FanfareModel
import HTTPEngine
import TokenSigning

/// Where a request leads and what it shows of its sender.
///
/// It follows from the bytes of the request alone, so that it is found out once for one that comes
/// again.
final class RoutedRequest {
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
    @exclusivity(unchecked) private var tokenDigest: TokenDigest?
    /// Made when it is first asked for: most callers are no browsers.
    private var noticeMade: [UInt8]??

    private init(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, _ router: Router,
        _ credentials: Credentials, origin: ArraySlice<UInt8>?
    ) {
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
    convenience init(_ request: HTTPRequest, _ router: Router, keysFoundBy digestKey: SipHashKey) {
        self.init(
            request, Self.withoutPrefix(request.pathBytes), router,
            Credentials(request.headers, keysFoundBy: digestKey),
            origin: request.headers.bytes(for: "Origin"))
    }

    /// Routes a call of the control protocol, which has credentials and origins of its own.
    convenience init(control request: HTTPRequest, _ router: Router) {
        self.init(request, request.pathBytes, router, Credentials(), origin: nil)
    }

    /// Everything is served under `/api/v1` and, identically, under no prefix (specs/v1/contract.md#serving).
    static func withoutPrefix(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        path.starts(with: "/api/v1/".utf8) ? path.dropFirst(7) : path
    }

    /// What production may refuse the page that sends the request; nil for nothing, and for no page.
    func notice(_ request: HTTPRequest, _ router: Router) -> [UInt8]? {
        guard origin != nil else { return nil }
        if let noticeMade { return noticeMade }
        let notice = Self.notice(request, path, router)
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
            return try world.session(accessToken: token ?? [], digest: &tokenDigest)
        }
    }
}
