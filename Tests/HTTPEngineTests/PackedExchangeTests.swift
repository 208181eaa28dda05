import Testing

@testable import HTTPEngine

@Suite struct PackedExchangeTests {
    private func keep(
        _ request: HTTPRequest, _ response: HTTPResponse, bodyLimit: Int = 1000,
        in kept: inout PackedExchange
    ) {
        kept.keep(request, response, bodyLimit: bodyLimit)
        var (shortRequest, shortResponse) = (request, response)
        shortRequest.body = Array(request.body.prefix(bodyLimit))
        shortResponse.body = Array(response.body.prefix(bodyLimit))
        #expect(kept.request == shortRequest)
        #expect(kept.response == shortResponse)
    }

    private var received: HTTPRequest {
        get throws {
            let text =
                "PUT /a?b=c HTTP/1.0\r\nHost:  h \r\nX-Odd:\u{20ac}\r\n\r\n"
            var parser = RequestHeadParser(limits: HTTPLimits())
            let bytes = Array(text.utf8)
            let head = try parser.parse(bytes.span)
            var request = try #require(head).request
            request.body = Array("{\"a\": 1}".utf8)
            request.trailers = ["X-Sum": "1"]
            return request
        }
    }

    @Test func `what was kept is what was asked and answered`() throws {
        var kept = PackedExchange()
        keep(
            try received,
            HTTPResponse(
                status: 418, headers: ["A": "b", "Date": "c", "A": "d"], body: [0, 255],
                delivery: .truncate(bytes: 1)), in: &kept)
        #expect(kept.request.version == .http10)
        #expect(kept.response.headers.own == .date)
    }

    @Test func `a place takes one exchange after the other, large and small`() throws {
        var kept = PackedExchange()
        let large = [UInt8](repeating: 7, count: 40_000)
        for size in [0, 10, 40_000, 3, 39_999, 0, 5000, 1] {
            let body = Array(large.prefix(size))
            keep(
                HTTPRequest(
                    method: "POST", target: "/\(size)", headers: ["N": "\(size)"], body: body),
                HTTPResponse(status: 200, body: body), bodyLimit: 100_000, in: &kept)
        }
    }

    @Test func `bodies are kept up to their limit`() throws {
        var kept = PackedExchange()
        keep(
            HTTPRequest(method: "POST", target: "/", body: Array(0..<100)),
            HTTPResponse(status: 200, body: Array(0..<50)), bodyLimit: 20, in: &kept)
        #expect(kept.request.body.count == 20)
    }

    @Test func `a response that was changed after it was made is kept as it is`() throws {
        var response = HTTPResponse(status: 200, headers: ["A": "1", "B": "2"])
        response.headers.set("A", "3")
        response.headers.remove("B")
        response.headers.append("C", "4")
        var kept = PackedExchange()
        keep(HTTPRequest(method: "GET", target: "/"), response, in: &kept)
        #expect(kept.response.headers.description == "A: 3\nC: 4")
    }
}
