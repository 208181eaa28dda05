import FanfareModel
import Foundations
import HTTPEngine
import JSONTree

/// Words of refusals for which two pages have two, or none has one.
extension MockLiberty {
    static let words: [MockLiberty] =
        [
            MockLiberty(
                "words/no-consumer-is-401",
                "Who sends no token is told Authentication required everywhere, as by the highest page",
                decides: "words/no-consumer", layer: .rules
            ) { response, _ in
                guard response.error == "Consumer ID is required" else { return }
                response.status = 401
                response.document = ["error": "Authentication required"]
            },
            MockLiberty(
                "words/refresh-is-authentication",
                "A bad refresh token is told Authentication required, as any bad credential",
                routes: ["POST /auth/refresh"], layer: .rules
            ) { response, _ in
                if response.error == "invalid refresh token" {
                    response.document = ["error": "Authentication required"]
                }
            },
            MockLiberty(
                "words/unknown-secret-key",
                "An unknown secret key is told Authentication required, as any bad credential",
                layer: .rules
            ) { response, intercepted in
                guard response.error == "Secret key required", intercepted.sendsSecretKey else {
                    return
                }
                response.document = ["error": "Authentication required"]
            },
        ]
        + places.map { name, change in
            MockLiberty(
                "words/already-linked-\(name)",
                "already_linked stands \(name.replacing("-", with: " "))",
                routes: ["POST /auth/otp/verify"], decides: "error message", layer: .rules
            ) { response, _ in if response.error == "already_linked" { response.edit(change) } }
        }
        + [
            MockLiberty(
                "words/already-completed-in-the-message",
                "Completing twice says already completed in the message alone",
                routes: ["POST /queues/{id}/complete"], decides: "error message", layer: .rules
            ) { response, _ in
                guard response.status == 409,
                    String(decoding: response.body, as: UTF8.self).contains("already completed")
                else { return }
                response.document = ["error": "conflict", "message": "order already completed"]
            }
        ]

    private static let places: [(String, @Sendable (inout JSONNode) -> Void)] = [
        (
            "in-the-message",
            { $0 = ["error": "conflict", "message": "already_linked: take another"] }
        ),
        ("in-the-code", { $0 = ["error": "Conflict", "code": "already_linked"] }),
        ("in-a-sentence", { $0 = ["error": "This email is already_linked to somebody else"] }),
    ]

    static let limits: [MockLiberty] =
        [("starter", 2000), ("custom", 60)].map { plan, limit in
            MockLiberty(
                "limits/\(plan)-plan",
                "Calls without a limit of their own have that of another plan: \(limit) a minute",
                routes: withoutLimit, decides: "limits"
            ) { response, _ in
                guard let ours = response.headers["X-RateLimit-Limit"].flatMap({ Int($0) }),
                    let left = response.headers["X-RateLimit-Remaining"].flatMap({ Int($0) })
                else { return }
                response.headers.set("X-RateLimit-Limit", "\(limit)")
                response.headers.set("X-RateLimit-Remaining", "\(max(0, left + limit - ours))")
            }
        }
        + [
            MockLiberty(
                "limits/none-on-health", "What is exempt from limits shows none",
                routes: ["GET /health", "GET /openapi.json"]
            ) { response, _ in
                for name in ["Limit", "Remaining", "Reset"] {
                    response.headers.remove("X-RateLimit-" + name)
                }
            },
            MockLiberty(
                "limits/window-ends-later",
                "A window ends some seconds later than ours: its begin is nowhere said"
            ) { response, intercepted in
                guard let text = response.headers["X-RateLimit-Reset"], let reset = Int(text),
                    response.status != 429
                else { return }
                let latest = Int(intercepted.now.seconds) + 60
                response.headers.set("X-RateLimit-Reset", "\(min(reset + 20, latest))")
            },
        ]

    private static let withoutLimit = [
        "POST /auth/guest", "POST /auth/refresh", "GET /experiences/{id}", "GET /consumers/me",
        "GET /consumers/{id}", "POST /queues/{id}/admit", "GET /auctions/{id}", "POST /queues",
    ]
}

extension InterceptedCall {
    /// Whether something stands where a secret key belongs, and looks like one.
    fileprivate var sendsSecretKey: Bool {
        let bearer = request.headers["Authorization"] ?? ""
        return bearer.hasPrefix("Bearer sk_") || request.headers.contains("X-Secret-Key")
    }

    /// Whether a token was good once: it is one of ours, as its signature says.
    func hasEnded(_ token: String) -> Bool {
        guard let parts = TokenParts(token) else { return false }
        return parts.signature.count == 64 && parts.header["alg"] == "EdDSA"
            && parts.claims["exp"]?.integer.map { Int64($0) > now.seconds } ?? false
    }
}
