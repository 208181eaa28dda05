import HTTPEngine
import JSONTree

/// What a gateway or a host decides around the calls of the API.
extension MockLiberty {
    static let front: [MockLiberty] = [
        granting("none", "No origin is granted: that may be a list that ours is not on") {
            response, intercepted in
            for name in response.headers.map(\.name) where name.hasPrefix("Access-Control-") {
                response.headers.remove(name)
            }
            if intercepted.request.method == "OPTIONS" {
                response.empty(404)
            }
        },
        granting("origin-alone", "The origin that asks is granted, not every one") {
            response, intercepted in
            guard let origin = intercepted.request.headers["Origin"],
                response.headers.contains("Access-Control-Allow-Origin")
            else { return }
            response.headers.set("Access-Control-Allow-Origin", origin)
            response.headers.append("Vary", "Origin")
        },
        granting("with-credentials", "Credentials are granted with the origin") {
            response, intercepted in
            guard response.headers.contains("Access-Control-Allow-Origin") else { return }
            response.headers.set("Access-Control-Allow-Credentials", "true")
        },
        granting("preflight-as-200", "A preflight is answered with 200 and a text") {
            response, intercepted in
            guard intercepted.request.method == "OPTIONS", response.status == 204 else { return }
            response.status = 200
            response.headers.set("Content-Type", "text/plain")
            response.body = Array("ok".utf8)
        },
        absent("health", "GET /health", 404, "The check of health has another address"),
        absent("health-guarded", "GET /health", 401, "The check of health wants credentials"),
        absent("openapi", "GET /openapi.json", 404, "The OpenAPI document has another address"),
        absent(
            "public-keys", "GET /.well-known/jwks.json", 404,
            "Public keys are not published, which no page says they are"),
        MockLiberty(
            "headers/with-challenge", "A 401 says how to authenticate, as RFC 9110 asks"
        ) { response, _ in
            guard response.status == 401 else { return }
            response.headers.append("WWW-Authenticate", "Bearer realm=\"fanfare\", error=\"x\"")
        },
        MockLiberty(
            "headers/with-location", "What is made has an address",
            routes: ["POST /experiences", "POST /queues", "POST /draws", "POST /auctions"]
        ) { response, _ in
            guard let id = response.shown?["id"]?.string else { return }
            response.headers.set("Location", "/things/\(id)")
        },
        MockLiberty(
            "headers/not-encoded", "An answer says that it is not encoded"
        ) { response, _ in response.headers.set("Content-Encoding", "identity") },
    ]

    private static func granting(
        _ word: String, _ sentence: String,
        _ change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> MockLiberty {
        MockLiberty("origins/\(word)", sentence, decides: "origins", change: change)
    }

    private static func absent(
        _ word: String, _ route: String, _ status: Int, _ sentence: String
    ) -> MockLiberty {
        MockLiberty("absent/\(word)", sentence, routes: [route], decides: route) { response, _ in
            response.status = status
            response.document = ["error": status == 401 ? "Authentication required" : "Not found"]
        }
    }
}
