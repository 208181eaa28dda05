import HTTPEngine
import JSONTree

/// One way to be wrong: what happens to the requests that pass by.
struct Mutation: Sendable {
    /// Makes the mutation for one mock; whatever it remembers belongs to that mock.
    let make: @Sendable () -> (InterceptedCall) -> HTTPResponse
    /// What becomes of webhooks, nil for nothing; it may remember texts from one to the next.
    var webhook: (@Sendable (inout PassingWebhook, inout [String: String]) -> Void)?

    init(_ make: @escaping @Sendable () -> (InterceptedCall) -> HTTPResponse) { self.make = make }

    /// Changes webhooks alone.
    static func webhook(
        _ body: @escaping @Sendable (inout PassingWebhook, inout [String: String]) -> Void
    ) -> Mutation {
        var mutation = Mutation { { $0.proceed() } }
        mutation.webhook = body
        return mutation
    }

    /// Takes calls of some routes over; none named means every call of the API.
    static func around(
        _ routes: String..., by body: @escaping @Sendable (InterceptedCall) -> HTTPResponse
    ) -> Mutation {
        remembering(Nothing(), routes) { intercepted, _ in body(intercepted) }
    }

    /// Takes calls of some routes over and remembers something from one to the next.
    static func remembering<Memory: Sendable>(
        _ initial: Memory, _ routes: [String],
        by body: @escaping @Sendable (InterceptedCall, inout Memory) -> HTTPResponse
    ) -> Mutation {
        Mutation {
            var memory = initial
            return { intercepted in
                let isMeant =
                    routes.isEmpty
                    ? !intercepted.route.contains("/__admin") : routes.contains(intercepted.route)
                return isMeant ? body(intercepted, &memory) : intercepted.proceed()
            }
        }
    }

    /// Changes the documents of good answers.
    static func document(
        _ routes: String..., change: @escaping @Sendable (inout JSONNode, InterceptedCall) -> Void
    ) -> Mutation {
        remembering(Nothing(), routes) { intercepted, _ in
            intercepted.changing(intercepted.proceed()) { change(&$0, intercepted) }
        }
    }

    /// Changes whole answers.
    static func answer(
        _ routes: String...,
        change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> Mutation {
        remembering(Nothing(), routes) { intercepted, _ in
            let right = intercepted.proceed()
            var wrong = right
            change(&wrong, intercepted)
            intercepted.wasTouched = wrong != right
            return wrong
        }
    }

    /// Changes the answers that refuse with a text.
    static func refusal(
        _ error: String, change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> Mutation {
        answer { response, intercepted in
            if response.error == error { change(&response, intercepted) }
        }
    }

    /// Two mutations at once; the second lies around the first.
    func and(_ other: Mutation) -> Mutation {
        Mutation {
            let inner = make()
            let outer = other.make()
            return { intercepted in
                intercepted.inner = inner
                return outer(intercepted)
            }
        }
    }

    private struct Nothing {}
}

extension InterceptedCall {
    /// A good answer with its document changed.
    func changing(_ response: HTTPResponse, _ change: (inout JSONNode) -> Void) -> HTTPResponse {
        guard response.isGood, !response.body.isEmpty else { return response }
        let right = response.document
        var document = right
        change(&document)
        guard document != right else { return response }
        wasTouched = true
        return HTTPResponse(response.status, like: response, document)
    }

    /// Marks that the wrong rule came into play.
    func wrong(_ response: HTTPResponse) -> HTTPResponse {
        wasTouched = true
        return response
    }
}
