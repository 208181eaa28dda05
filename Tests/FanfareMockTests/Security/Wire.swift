import HTTPEngine
import JSONTree

@testable import FanfareMock

/// Sends requests to a mock with exactly the headers that a test names.
struct Wire {
    let mock: Mock

    init(_ mock: Mock) { self.mock = mock }

    /// Sends `METHOD target` with headers and a body.
    func send(
        _ line: String, _ headers: [(String, String)], _ body: JSONNode? = nil
    ) -> MockClient.Answer {
        let parts = line.split(separator: " ", maxSplits: 1)
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        if !headers.contains(where: { $0.0.lowercased() == "host" }) {
            request.headers.append("Host", "localhost:4802")
        }
        for (name, value) in headers { request.headers.append(name, value) }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body.bytes()
        }
        return send(request)
    }

    /// Sends a request as it is.
    func send(_ request: HTTPRequest, by approach: Approach = Approach()) -> MockClient.Answer {
        let answer = mock.respond(
            to: request, real: MockClient.start, by: approach.entrance,
            peerIsLocal: approach.peerIsLocal)
        let response = answer.response
        return MockClient.Answer(
            status: response.status, headers: response.headers,
            text: String(decoding: response.body, as: UTF8.self),
            body: (try? JSONNode(parsing: response.body)) ?? .null,
            delivery: response.delivery, delay: answer.delay)
    }
}

extension MockClient.Answer {
    /// Everything that goes over the wire, for searching.
    var everything: String { "\(status)\n\(headers)\n\n\(text)" }
}
