import FanfareMock
import HTTPEngine
import JSONTree

/// The mock as a function, without a socket: what a request costs by itself.
func mockGroup() -> LoopGroup {
    LoopGroup(
        name: "The mock, without a socket",
        operations: {
            let mock = SharedMock()
            let key = ("X-Publishable-Key", "pk_test_mock00000000")
            let guest = request("POST", "/auth/guest", [key])
            let session = try? JSONNode(parsing: mock.respond(to: guest).body)
            let consumer = [
                key, ("Authorization", "Bearer \(session?["accessToken"]?.string ?? "")"),
            ]
            _ = mock.respond(to: request("POST", "/queues/queue_open/enter", consumer))
            let poll = request("GET", "/queues/queue_open/status", consumer)
            let experience = request("GET", "/experiences/exp_holiday_sale", [key])
            let health = request("GET", "/health", [])
            let again = request("POST", "/queues/queue_open/enter", consumer)
            return [
                Operation("health") { consume(mock.respond(to: health)) },
                Operation("queue status poll") { consume(mock.respond(to: poll)) },
                Operation("queue entry, again") { consume(mock.respond(to: again)) },
                Operation("experience read") { consume(mock.respond(to: experience)) },
                Operation("guest session") { consume(mock.respond(to: guest)) },
            ]
        })
}

private func request(
    _ method: String, _ target: String, _ headers: [(String, String)]
) -> HTTPRequest {
    var request = HTTPRequest(method: method, target: target)
    request.headers.append("Host", "127.0.0.1:4802")
    for (name, value) in headers { request.headers.append(name, value) }
    return request
}
