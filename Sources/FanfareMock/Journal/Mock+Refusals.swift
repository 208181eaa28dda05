package import FanfareModel
package import HTTPEngine
import JSONTree

/// What the server refuses by itself: too large, too slow, malformed, or no HTTP/1.1 at all.
extension Mock {
    /// The answer to a request that is refused, of which as much is given as could be read.
    ///
    /// It looks as all answers do, and stands in the journal of whose key was read, else in that of
    /// the default organization.
    package func refuse(
        _ refusal: HTTPRefusal, _ request: HTTPRequest?, real: Instant,
        by approach: Approach = .init()
    ) -> HTTPResponse {
        let request = request ?? HTTPRequest(method: "", target: "")
        // Whom the control protocol does not answer hears that, not how large a body may be.
        if refusal.status == 413,
            let reply = controlRefusal(of: request, by: approach)
        {
            return reply.response()
        }
        let routed = RoutedRequest(
            request, editions, keysFoundBy: organizations.digestKey)
        let context = RequestContext(request, routed, self, real: real)
        let organization = context.organization
        let response = finish(
            Reply(refusal.status, ["error": JSONNode(refusal.message)]), context.edition,
            organization,
            organization.world.rateLimit(.status), context.routed.origin)
        organization.changes += 1
        record(context, response, fault: nil, refusal: refusal.message)
        return response
    }

    /// How many bytes a request's body may have, nil for as many as any other's.
    ///
    /// A state with a million consumers and their tokens is large, and taken in only from those for
    /// whom the control protocol answers at all.
    package func bodyLimit(of request: HTTPRequest, by approach: Approach = .init()) -> Int? {
        guard request.method == "PUT", request.pathBytes.elementsEqual("/__admin/state".utf8),
            controlRefusal(of: request, by: approach) == nil
        else { return nil }
        return Self.stateBytes
    }

    /// The largest state that is taken in.
    static let stateBytes = 1 << 30
}
