import FanfareModel
import HTTPEngine

/// One request to the API with all that is known before it is answered.
///
/// A class, since it is handed on from step to step and never changes.
final class Visit {
    let request: HTTPRequest
    /// The path without the prefix of the edition.
    let path: ArraySlice<UInt8>
    let match: Router.Match
    let credentials: Credentials
    /// The organization that the credentials let in, or why they let in nobody.
    let admission: Result<Organization, FanfareError>
    /// Whose faults and journal the request meets, let in or not.
    let organization: Organization
    let real: Instant

    /// The row of the route table, nil for an unknown path or method.
    var route: Route? {
        if case .found(let route, _) = match { route } else { nil }
    }

    /// Whether the call uses up a rate limit: strangers and open doors use up nobody's.
    var isLimited: Bool {
        switch (route?.access, admission) {
        case (nil, _), (.anyone, _), (_, .failure): false
        case (.some, .success): true
        }
    }

    init(_ request: HTTPRequest, _ path: ArraySlice<UInt8>, _ mock: Mock, real: Instant) {
        self.request = request
        self.real = real
        let path = Self.withoutPrefix(path)
        self.path = path
        let match = mock.consumerRouter.match(method: request.method, path: path)
        self.match = match
        let credentials = Credentials(request.headers, mock.organizations)
        self.credentials = credentials
        let access = if case .found(let route, _) = match { route.access } else { Access.anyone }
        do throws(FanfareError) {
            let admitted = try credentials.organization(for: access, mock.organizations)
            admission = .success(admitted ?? mock.defaultOrganization)
        } catch {
            admission = .failure(error)
        }
        // An answer to nobody known still carries the headers that every answer carries.
        organization =
            switch (access, admission) {
            case (.anyone, _), (_, .failure):
                credentials.likelyOrganization(mock.organizations) ?? mock.defaultOrganization
            case (_, .success(let organization)): organization
            }
        organization.catchUp(real: real)
    }

    /// Everything is served under `/api/v1` and, identically, under no prefix (contract section 1).
    static func withoutPrefix(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        path.starts(with: "/api/v1/".utf8) ? path.dropFirst(7) : path
    }
}
