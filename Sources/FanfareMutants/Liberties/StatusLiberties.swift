import HTTPEngine
import JSONTree

/// Statuses of success: 200, 201 and 204 are listed, and no page says which call answers which.
extension MockLiberty {
    static let statuses: [MockLiberty] =
        madeSomething.map { route in
            MockLiberty(
                "status/201-for-\(word(of: route))",
                "\(route) answers 201: something was made, and no page says 200",
                routes: [route], decides: "status of \(route)"
            ) { response, _ in if response.status == 200 { response.status = 201 } }
        }
        + ["/experiences", "/queues", "/draws", "/auctions"].map { path in
            MockLiberty(
                "status/200-for-post\(path.replacing("/", with: "-"))",
                "POST \(path) answers 200, which no page excludes", routes: ["POST \(path)"],
                decides: "status of POST \(path)"
            ) { response, _ in if response.status == 201 { response.status = 200 } }
        }
        + withoutShape.filter { $0 != "POST /auth/logout" }.map { route in
            MockLiberty(
                "status/204-for-\(word(of: route))",
                "\(route) answers 204 without a body: no page shows one",
                routes: [route], decides: "status of \(route)"
            ) { response, _ in if response.isGood { response.empty(204) } }
        }
        + withoutShape.map { route in
            MockLiberty(
                "status/other-body-for-\(word(of: route))",
                "\(route) answers an object of its own: no page shows a shape",
                routes: [route], decides: "status of \(route)"
            ) { response, _ in
                guard response.isGood else { return }
                response.status = 200
                response.headers.set("Content-Type", "application/json")
                response.document = ["success": true, "queued": .null]
            }
        }

    private static let madeSomething = [
        "POST /auth/guest", "POST /auth/otp/request", "POST /auth/otp/verify",
        "POST /auth/external/exchange", "POST /auth/refresh", "POST /experiences/{id}/enter",
        "POST /queues/{id}/enter", "POST /queues/{id}/leave", "POST /queues/{id}/admit",
        "POST /queues/{id}/complete", "POST /queues/{id}/deny", "POST /queues/{id}/validate",
        "POST /draws/{id}/enter", "POST /draws/{id}/leave", "POST /draws/{id}/complete",
        "POST /draws/{id}/deny", "POST /draws/{id}/validate", "POST /auctions/{id}/bid",
        "POST /timed-releases/{id}/enter", "POST /waitlists/{id}/enter",
        "POST /appointments/{id}/book",
    ]

    /// Calls of which the pages of v1 show no answer.
    private static let withoutShape = [
        "POST /auth/otp/request", "POST /auth/logout", "POST /queues/{id}/deny",
        "POST /draws/{id}/deny", "DELETE /appointments/{id}/cancel",
    ]

    /// `post-queues-id-enter`.
    static func word(of route: String) -> String {
        route.lowercased().filter { $0 != "{" && $0 != "}" }
            .split { $0 == " " || $0 == "/" }.joined(separator: "-")
    }
}

extension HTTPResponse {
    /// Takes the body away.
    mutating func empty(_ status: Int) {
        self.status = status
        body = []
        headers.remove("Content-Type")
    }
}
