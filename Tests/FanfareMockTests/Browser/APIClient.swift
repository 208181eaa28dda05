import HTTPEngine
import JSONTree

@testable import FanfareMock

/// A client of a running mock, as an application beside the page would be.
struct APIClient {
    private let server: MockServer

    init(_ server: MockServer) { self.server = server }

    /// Sends `METHOD /path` and answers the body.
    func send(
        _ line: String, _ body: JSONNode? = nil, token: String? = nil, secret: Bool = false
    ) throws -> JSONNode {
        let parts = line.split(separator: " ", maxSplits: 1)
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        if secret {
            request.headers.append("Authorization", "Bearer \(server.secretKey)")
        } else {
            request.headers.append("X-Publishable-Key", server.publishableKey)
        }
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body.bytes()
        }
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { connection.close() }
        try connection.send(request)
        let answer = try connection.receive().body
        return answer.isEmpty ? .null : try JSONNode(parsing: answer)
    }

    /// The access token of a new guest.
    func guest() throws -> String {
        try send("POST /auth/guest")["accessToken"]?.string ?? ""
    }
}
