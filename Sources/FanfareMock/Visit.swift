import FanfareModel
import HTTPEngine

/// One request to the API with all that is known before it is answered.
///
/// A class, since it is handed on from step to step and never changes.
final class Visit {
    let request: HTTPRequest
    let inquiry: Inquiry
    /// Why the credentials let in nobody, nil when they do.
    let refusal: FanfareError?
    /// Whom the request is for; let in or not, it meets the faults and stands in the journal there.
    let organization: Organization
    let real: Instant

    /// The row of the route table, nil for an unknown path or method.
    var route: Route? { inquiry.route }

    /// Whether the call uses up a rate limit: strangers and open doors use up nobody's.
    var isLimited: Bool {
        switch route?.access {
        case nil, .anyone: false
        case .some: refusal == nil
        }
    }

    init(_ request: HTTPRequest, _ inquiry: Inquiry, _ mock: Mock, real: Instant) {
        self.request = request
        self.inquiry = inquiry
        self.real = real
        let credentials = inquiry.credentials
        let access = inquiry.route?.access ?? .anyone
        var admitted: Organization?
        do throws(FanfareError) {
            admitted = try credentials.organization(for: access, mock.organizations)
            refusal = nil
        } catch {
            refusal = error
        }
        // An answer to nobody known still carries the headers that every answer carries.
        organization =
            admitted ?? credentials.likelyOrganization(mock.organizations)
            ?? mock.defaultOrganization
        organization.catchUp(real: real)
    }
}
