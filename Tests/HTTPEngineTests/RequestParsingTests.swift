import Testing

@testable import HTTPEngine

struct RequestParsingTests {
    @Test("accepts", arguments: try AcceptedRequests.all(in: "requests-accepted"))
    func accepts(_ fixture: AcceptedRequests) {
        for split in splits(of: fixture.bytes) {
            var driver = MachineDriver()
            for part in split { driver.feed(part) }
            // Whether 100 Continue is sent depends on how much of the body has come by then.
            driver.events.removeAll { $0 == .sentContinue }
            #expect(driver.events == fixture.events, "in parts of \(split.map(\.count))")
            #expect(driver.heldBytes == 0)
        }
    }

    @Test("refuses", arguments: try RefusedRequest.all(in: "requests-refused"))
    func refuses(_ fixture: RefusedRequest) throws {
        let reason = try #require(HTTPParseError.Reason(rawValue: fixture.reason))
        let refusal = HTTPRefusal(status: fixture.status, message: reason.description)
        for split in splits(of: fixture.bytes) {
            var driver = MachineDriver()
            for part in split { driver.feed(part) }
            #expect(driver.events.last == .refused(refusal), "in parts of \(split.map(\.count))")
            #expect(driver.machine.state == .ending(lingers: true))
            #expect(driver.heldBytes == 0)
        }
    }

    @Test(
        "an unfinished request is no request",
        arguments: try AcceptedRequests.all(in: "requests-accepted"))
    func unfinished(_ fixture: AcceptedRequests) {
        guard fixture.requests.count == 1, fixture.requests[0].keepsAlive != false else { return }
        for count in fixture.bytes.indices {
            var driver = MachineDriver()
            driver.feed(fixture.bytes.prefix(count))
            driver.events.removeAll { $0 == .sentContinue }
            #expect(driver.events.isEmpty, "after \(count) bytes")
        }
    }
}

struct AcceptedRequests: HTTPFixture {
    let name: String
    let raw: String
    let requests: [Expected]

    struct Expected: Decodable, Sendable {
        let method: String
        let target: String
        let version: String?
        let headers: [[String]]
        let body: String?
        let trailers: [[String]]?
        let keepsAlive: Bool?

        var request: HTTPRequest {
            var request = HTTPRequest(
                method: method, target: target, headers: Self.headers(headers),
                body: (body ?? "").latin1)
            request.version = version == "HTTP/1.0" ? .http10 : .http11
            request.trailers = Self.headers(trailers ?? [])
            return request
        }

        private static func headers(_ pairs: [[String]]) -> HTTPHeaders {
            var headers = HTTPHeaders()
            for pair in pairs { headers.append(pair[0], bytes: pair[1].latin1) }
            return headers
        }
    }

    var events: [MachineDriver.Event] {
        requests.map { .request($0.request, keepsAlive: $0.keepsAlive ?? true) }
    }
}

struct RefusedRequest: HTTPFixture {
    let name: String
    let raw: String
    let status: Int
    let reason: String
}
