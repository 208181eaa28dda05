import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

extension Mutation {
    /// Reads a header in one spelling alone.
    static func exactHeader(_ name: String) -> Mutation {
        around { intercepted in
            let isOther = intercepted.request.headers.contains {
                $0.name != name && $0.name.lowercased() == name.lowercased()
            }
            guard isOther else { return intercepted.proceed() }
            intercepted.request.headers.remove(name)
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Refuses some phone numbers.
    static func refusingPhones(
        _ isRefused: @escaping @Sendable (InterceptedCall) -> Bool
    ) -> Mutation {
        refusing(
            "POST /auth/otp/request", "POST /auth/otp/verify",
            with: .validation([FieldIssue("phone", .invalidPhone)])
        ) { $0.body["phone"] != nil && isRefused($0) }
    }

    /// Takes addresses that differ for one, but sends each its own code.
    static func sameAddress(
        _ plain: @escaping @Sendable (String) -> String
    ) -> Mutation {
        around("POST /auth/otp/verify") { intercepted in
            guard let email = intercepted.body["email"]?.string, plain(email) != email,
                intercepted.attempt(intercepted.request).isGood
            else { return intercepted.proceed() }
            intercepted.say("email", JSONNode(plain(email)))
            return intercepted.wrong(intercepted.verifyWithFreshCode())
        }
    }

    /// Writes the full names of consumers differently.
    static func names(_ change: @escaping @Sendable (String) -> String) -> Mutation {
        document("GET /consumers/me", "GET /consumers/{id}") { document, _ in
            document.change("fullName") { $0 = JSONNode($0.string.map(change)) }
        }
    }

    /// Reads a part of an identity in another spelling.
    static func authorizing(
        _ name: String, _ change: @escaping @Sendable (String) -> String
    ) -> Mutation {
        around("POST /auth/external/authorize") { intercepted in
            guard let text = intercepted.body[name]?.string, change(text) != text else {
                return intercepted.proceed()
            }
            intercepted.say(name, JSONNode(change(text)))
            return intercepted.wrong(intercepted.proceed())
        }
    }
}
