import FanfareModel
import HTTPEngine

/// What a request asks for and what it shows of its sender.
///
/// It follows from the request alone, so that it is found out once for one that comes again.
final class Inquiry {
    /// The path without the prefix of the edition.
    let path: ArraySlice<UInt8>
    let match: Router.Match
    let credentials: Credentials
    /// The page that a browser sends the request from.
    let origin: ArraySlice<UInt8>?
    @exclusivity(unchecked) private var tokenDigest: TokenDigest?
    /// Made when it is first asked for: most callers are no browsers.
    private var noticeMade: [UInt8]??

    /// The row of the route table, nil for an unknown path or method.
    var route: Route? {
        if case .found(let route, _) = match { route } else { nil }
    }

    init(_ request: HTTPRequest, _ path: ArraySlice<UInt8>, _ mock: Mock) {
        self.path = Self.withoutPrefix(path)
        match = mock.consumerRouter.match(method: request.method, path: self.path)
        credentials = Credentials(request.headers, mock.organizations)
        origin = request.headers.bytes(for: "Origin")
    }

    /// What a request of the consumer API asks for; nil for a call of the control protocol.
    static func of(_ request: HTTPRequest, _ mock: Mock) -> Inquiry? {
        if let known = request.memo?.finding as? Inquiry { return known }
        let path = request.pathBytes
        if path.starts(with: "/__admin".utf8) { return nil }
        let inquiry = Inquiry(request, path, mock)
        request.memo?.finding = inquiry
        return inquiry
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
