import HTTPEngine
import JSONTree

/// A guest who has just become an identified consumer.
struct Linking: Sendable {
    let guest: String
    let guestToken: String
    let consumer: String
    let token: String
}

extension InterceptedCall {
    /// The calls that link a guest.
    static let linkingRoutes = ["POST /auth/otp/verify", "POST /auth/external/exchange"]

    /// Whether it is a guest's attempt to be linked.
    var isLinking: Bool {
        Self.linkingRoutes.contains(route) && claim("isGuest")?.bool == true
    }

    /// What an answer says of a guest who was linked, nil for any other answer.
    func linking(_ response: HTTPResponse) -> Linking? {
        guard isLinking, response.isGood, let guestToken = token else { return nil }
        let document = response.document
        guard let consumer = document["session"]?["consumerId"]?.string,
            let token = document["accessToken"]?.string
        else { return nil }
        return Linking(
            guest: consumerID, guestToken: guestToken, consumer: consumer, token: token)
    }
}

extension Mutation {
    /// Does something more whenever a guest has been linked.
    static func afterLinking(_ body: @escaping @Sendable (InterceptedCall, Linking) -> Void)
        -> Mutation
    {
        around("POST /auth/otp/verify", "POST /auth/external/exchange") { intercepted in
            let response = intercepted.proceed()
            if let linking = intercepted.linking(response) {
                body(intercepted, linking)
                intercepted.wasTouched = true
            }
            return response
        }
    }

    /// Changes what consumers who were once guests are told, or what is told of them.
    static func forLinked(
        _ routes: String..., change: @escaping @Sendable (inout JSONNode, InterceptedCall) -> Void
    ) -> Mutation {
        forLinked(routes) { response, intercepted in
            response = intercepted.changing(response) { change(&$0, intercepted) }
        }
    }

    /// Changes whole answers to consumers who were once guests, or about them.
    static func forLinked(
        _ routes: [String],
        answer: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> Mutation {
        remembering(Set<String>(), []) { intercepted, linked in
            let right = intercepted.proceed()
            if let linking = intercepted.linking(right) { linked.insert(linking.consumer) }
            guard routes.contains(intercepted.route), linked.contains(intercepted.consumerID) else {
                return right
            }
            var wrong = right
            answer(&wrong, intercepted)
            intercepted.wasTouched = intercepted.wasTouched || wrong != right
            return wrong
        }
    }
}
