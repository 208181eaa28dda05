import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// What is wrong with a target as a whole is one sentence before the run.
struct DoctorTests {
    /// A token of now, whenever the other tests ran.
    private static var token: String {
        let claims = Data(#"{"iat":\#(Environment.now().milliseconds / 1000)}"#.utf8)
        let text = claims.base64EncodedString().replacing("=", with: "")
        return "e30." + text.replacing("+", with: "-").replacing("/", with: "_") + ".x"
    }

    /// A small deployment below `/api/v1`, right in all that is asked of it.
    private static func sound(_ request: HTTPRequest) -> HTTPResponse {
        let headers = request.headers
        switch (request.method, request.path) {
        case ("POST", "/api/v1/auth/guest"):
            guard headers["X-Publishable-Key"] == "pk_1" else {
                return .json(401, #"{"error":"Authentication required"}"#)
            }
            return .json(
                200, #"{"session":{"consumerId":"guest_1"},"accessToken":"\#(token)"}"#)
        case ("POST", "/api/v1/auth/external/authorize"):
            let isServer =
                headers["Authorization"] == "Bearer sk_1" || headers["X-Secret-Key"] == "sk_1"
            return isServer
                ? .json(200, #"{"exchangeCode":"exc_1"}"#)
                : .json(401, #"{"error":"Secret key required"}"#)
        case ("OPTIONS", _):
            return HTTPResponse(status: 204, headers: ["Access-Control-Allow-Origin": "*"])
        case ("GET", "/api/v1/organizations/current"):
            return headers["X-Publishable-Key"] == "pk_1"
                ? .json(200, #"{"id":"org_1"}"#)
                : .json(401, #"{"error":"Authentication required"}"#)
        case ("GET", "/api/v1/queues/queue_1"):
            return .json(200, #"{"id":"queue_1","status":"OPEN"}"#)
        case ("GET", "/api/v1/queues/queue_2"):
            return .json(200, #"{"id":"queue_2","status":"CLOSED"}"#)
        case ("GET", let path) where path.hasPrefix("/api/v1/queues/"):
            return .json(404, #"{"error":"Queue not found"}"#)
        default: return HTTPResponse(status: 404, body: Array("404 page not found".utf8))
        }
    }

    private static func diagnosis(
        publishable: String = "pk_1", secret: String? = "sk_1", organization: String? = "org_1",
        base: String = "/api/v1",
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse = sound,
        adjusting change: (inout Target) -> Void = { _ in }
    ) throws -> Diagnosis {
        let address = try #require(TargetAddress("http://target.test\(base)"))
        let timeless: @Sendable (HTTPRequest) -> HTTPResponse = { request in
            var response = answer(request)
            // Answers of these tests are dated long ago unless a test says when.
            if response.headers["Date"] == "Thu, 01 Jan 2026 00:10:01 GMT" {
                response.headers["Date"] = nil
            }
            return response
        }
        var target = Target(name: "t", address: address)
        target.keys = TargetKeys(
            publishableKey: publishable, secretKey: secret, organizationId: organization)
        target.resources = [:]
        change(&target)
        var doctor = Doctor(target, FunctionTransport(timeless), run: "r")
        return doctor.examine([])
    }

    private static func stop(_ diagnosis: Diagnosis) throws -> String {
        try #require(diagnosis.stop?.text)
    }

    @Test func `a sound target has nothing to be stopped for`() throws {
        let diagnosis = try Self.diagnosis(adjusting: { $0.resources = ["queue.open": "queue_1"] })
        #expect(diagnosis.stop == nil, "\(diagnosis.text)")
        #expect(diagnosis.notes == [])
        #expect(diagnosis.target.resources == ["queue.open": "queue_1"])
    }

    @Test func `a key that is not taken is named`() throws {
        #expect(
            try Self.stop(Self.diagnosis(publishable: "pk_2")).contains("FANFARE_PUBLISHABLE_KEY"))
        #expect(try Self.stop(Self.diagnosis(secret: "sk_2")).contains("FANFARE_SECRET_KEY"))
        #expect(try Self.stop(Self.diagnosis(organization: "org_2")).contains("org_1"))
    }

    @Test func `a limit is told with the time after which it is counted anew`() throws {
        func line(_ headers: [(String, String)]) throws -> String? {
            try Self.diagnosis { request in
                var response = Self.sound(request)
                for (name, value) in headers { response.headers[name] = value }
                return response
            }.lines.first { $0.subject == "limit" }?.text
        }
        let limit = ("X-RateLimit-Limit", "1000")
        let date = ("Date", "Fri, 15 Jan 2027 08:00:00 GMT")
        #expect(
            try line([limit, date, ("X-RateLimit-Reset", "1800000034")])
                == "announces 1000 calls (X-RateLimit-Limit), counted anew in 34 s (X-RateLimit-Reset)"
        )
        #expect(
            try line([limit, date])
                == "announces 1000 calls (X-RateLimit-Limit), without X-RateLimit-Reset, which says until when"
        )
    }

    @Test func `a target that makes nothing is within reach, and its key is named`() throws {
        let address = try #require(TargetAddress("http://target.test/api/v1"))
        var target = Target(name: "t", address: address)
        target.keys = TargetKeys(
            publishableKey: "pk_1", secretKey: "sk_very_secret_2", organizationId: nil)
        target.createsResources = true
        target.resources = ["sequence.main": "seq_1"]
        let transport = FunctionTransport { request in
            request.path.contains("__admin")
                ? HTTPResponse(status: 404)
                : .json(401, #"{"error":"Secret key required, not sk_very_secret_2"}"#)
        }
        var conform = Conform(target: target, transport: transport, workers: 1, run: "r")
        do throws(Conform.Failure) {
            try conform.probe()
            Issue.record("everything was made")
        } catch {
            #expect(
                error.text.hasPrefix(
                    "http://target.test/api/v1 makes nothing for \"create\": POST /auctions for"
                        + " auction.closed is answered 401 \"Secret key required, not "),
                "\(error.text)")
            #expect(error.text.hasSuffix("Is the key of FANFARE_SECRET_KEY this target's?"))
            #expect(!error.text.contains("sk_very_secret_2"))
        }
    }

    @Test func `a secret key does not stand in any sentence`() throws {
        let diagnosis = try Self.diagnosis(secret: "sk_very_secret_1") { request in
            request.path.hasSuffix("/authorize")
                ? .json(401, #"{"error":"no sk_very_secret_1 here"}"#) : Self.sound(request)
        }
        let stop = try Self.stop(diagnosis)
        #expect(stop.contains("FANFARE_SECRET_KEY"))
        #expect(!(stop + diagnosis.text).contains("sk_very_secret_1"))
    }

    @Test func `white space around a key is left off and said, quotation marks are refused`() throws
    {
        let trimmed = try Self.diagnosis(publishable: "pk_1\n")
        #expect(trimmed.stop == nil)
        #expect(trimmed.notes.contains { $0.contains("a line end") })
        #expect(trimmed.target.keys?.publishableKey == "pk_1")
        let quoted = try Self.diagnosis(publishable: "\"pk_1\"")
        #expect(quoted.stop?.isUsage == true)
        #expect(try Self.diagnosis(publishable: "sk_1", secret: "pk_1").stop?.isUsage == true)
    }

    @Test func `a missing prefix is found, and an address where nothing is served is said`() throws
    {
        #expect(
            try Self.stop(Self.diagnosis(base: "")).contains(
                "is answered at http://target.test/api/v1"))
        let text = try Self.stop(
            Self.diagnosis { _ in HTTPResponse(status: 404, body: Array("nothing".utf8)) })
        #expect(text.contains("knows none of the API's calls"))
    }

    @Test(arguments: [
        ("301", "Location: https://other.test/api/v1", "https://other.test/api/v1"),
        ("401", #"WWW-Authenticate: Basic realm="x""#, "basicAuth"),
        ("403", "cf-mitigated: challenge", "wall"), ("200", "Server: login", "from login"),
        ("502", "Server: nginx", "from nginx"),
    ])
    func `a page before the API is told by its signs`(
        _ status: String, _ header: String, _ words: String
    ) throws {
        let parts = header.split(separator: ": ", maxSplits: 1).map(String.init)
        let text = try Self.stop(
            Self.diagnosis { _ in
                var response = HTTPResponse(
                    status: Int(status) ?? 0, body: Array("<html><title>Wait</title></html>".utf8))
                response.headers.append(parts[0], parts[1])
                return response
            })
        #expect(text.contains(words), "\(text)")
        #expect(text.contains(status), "\(text)")
    }

    @Test func `a resource that is unknown stops, one in another state is left out`() throws {
        let unknown = try Self.diagnosis(adjusting: { $0.resources = ["queue.open": "queue_9"] })
        #expect(try Self.stop(unknown).contains("queue.open queue_9"))
        let closed = try Self.diagnosis(adjusting: { $0.resources = ["queue.open": "queue_2"] })
        #expect(closed.stop == nil)
        #expect(closed.target.resources == [:])
        #expect(
            closed.notes == ["queue.open: queue_2 is CLOSED, not OPEN: its scenarios are left out"])
    }

    @Test func `a cache that answers nobody as it answered a key stops the run`() throws {
        let diagnosis = try Self.diagnosis { request in
            guard request.path.hasSuffix("/organizations/current") else {
                return Self.sound(request)
            }
            var response = HTTPResponse.json(200, #"{"id":"org_1"}"#)
            response.headers.append("Age", "7")
            return response
        }
        #expect(try Self.stop(diagnosis).contains("A cache stands before"))
    }

    @Test func `a token that arrives nowhere stops the run`() throws {
        let diagnosis = try Self.diagnosis(
            answer: { request in
                if request.path.hasSuffix("/consumers/me") || request.path.hasSuffix("/status") {
                    return .json(401, #"{"error":"Authentication required"}"#)
                }
                return Self.sound(request)
            }, adjusting: { $0.resources = ["queue.open": "queue_1"] })
        #expect(try Self.stop(diagnosis).contains("as if nobody asked"))
    }

    @Test func `servers that take turns and share nothing stop the run`() throws {
        let calls = SeenWords()
        let diagnosis = try Self.diagnosis { request in
            guard request.path.hasSuffix("/consumers/me") else { return Self.sound(request) }
            calls.add("\(calls.all.count)")
            return calls.all.count % 2 == 0
                ? .json(200, #"{"consumerId":"guest_1"}"#)
                : .json(401, #"{"error":"Authentication required"}"#)
        }
        let stop = try Self.stop(diagnosis)
        #expect(stop.contains("of 4 calls of GET /consumers/me 2 were answered 401"), "\(stop)")
    }

    @Test func `pages in the place of errors stop the run, one page alone does not`() throws {
        let page = HTTPResponse(status: 404, body: Array("<html><title>Oops</title>".utf8))
        let all = try Self.diagnosis { request in
            let answer = Self.sound(request)
            return answer.status >= 400 ? page : answer
        }
        let stop = try Self.stop(all)
        #expect(stop.contains("pages of its own in the place of the API's errors"), "\(stop)")
        #expect(
            stop.contains(#"GET /organizations/current with HTML instead of JSON: 404, "Oops""#))
        let one = try Self.diagnosis { request in
            request.headers["X-Publishable-Key"] == nil && request.method == "GET"
                && !request.path.hasSuffix("/consumers/me")
                && !request.headers.contains("X-Secret-Key")
                ? page : Self.sound(request)
        }
        #expect(one.stop == nil, "\(one.text)")
    }

    @Test(arguments: [(204, nil), (405, "*"), (204, "*")])
    func `an origin that may not call is a note`(_ status: Int, _ granted: String?) throws {
        let diagnosis = try Self.diagnosis { request in
            guard request.method == "OPTIONS" else { return Self.sound(request) }
            var answer = HTTPResponse(status: status)
            answer.headers["Access-Control-Allow-Origin"] = granted
            return answer
        }
        let notes = diagnosis.notes.filter { $0.hasPrefix("browser: a page at ") }
        #expect(notes.isEmpty == (status == 204 && granted != nil), "\(diagnosis.notes)")
    }

    @Test func `one guest's answer to another guest stops the run`() throws {
        let diagnosis = try Self.diagnosis(answer: { request in
            request.path.hasSuffix("/consumers/me")
                ? .json(200, #"{"consumerId":"guest_1"}"#) : Self.sound(request)
        })
        #expect(
            try Self.stop(diagnosis).contains("answers one guest's GET /consumers/me to another"))
    }

    @Test func `no secret of the way there is told`() throws {
        let diagnosis = try Self.diagnosis(
            answer: { _ in
                var response = HTTPResponse.json(302, "")
                response.headers.append(
                    "Location", "https://sso/?k=sk_live_1234567890abc&p=pk_1234567890abcdef")
                return response
            },
            adjusting: {
                $0.keys = TargetKeys(
                    publishableKey: "pk_1234567890abcdef", secretKey: "sk_live_1234567890abc",
                    organizationId: "org_1")
            })
        let stop = try Self.stop(diagnosis)
        for text in [stop, diagnosis.text] {
            #expect(!text.contains("1234567890abc"), "\(text)")
        }
    }

    @Test func `a gateway that closes connections unannounced is right in its way`() throws {
        let address = try #require(TargetAddress("http://target.test/api/v1"))
        var target = Target(name: "t", address: address)
        target.keys = TargetKeys(publishableKey: "pk_1", secretKey: "sk_1", organizationId: "org_1")
        target.resources = [:]
        var doctor = Doctor(target, ClosingTransport(answer: Self.sound), run: "r")
        let diagnosis = doctor.examine([])
        #expect(diagnosis.stop == nil, "\(diagnosis.text)")
    }

    @Test func `a Date that the tokens do not go by is left aside`() throws {
        let diagnosis = try Self.diagnosis { request in
            var response = Self.sound(request)
            response.headers["Date"] = "Sun, 06 Nov 1994 08:49:37 GMT"
            return response
        }
        #expect(diagnosis.stop == nil)
        #expect(!diagnosis.target.datesRightly)
    }

    @Test func `where only reading is allowed nothing but GET is sent`() throws {
        let methods = SeenWords()
        let diagnosis = try Self.diagnosis { request in
            methods.add(request.method)
            return Self.sound(request)
        } adjusting: {
            $0.access = .read
            $0.resources = ["queue.open": "queue_1"]
        }
        #expect(diagnosis.stop == nil, "\(diagnosis.text)")
        #expect(methods.all == ["GET"])
    }

    @Test func `the roles of an experience are found by what its resources say`() throws {
        let address = try #require(TargetAddress("http://target.test/api/v1"))
        var target = Target(name: "t", address: address)
        target.keys = TargetKeys(publishableKey: "pk_1")
        var doctor = Doctor(
            target,
            FunctionTransport { request in
                guard request.path.hasSuffix("/experiences/e") else { return Self.sound(request) }
                return .json(
                    200,
                    """
                    {"sequences": [{"id": "s", "waitlist": {"id": "w"}, "queues": [
                      {"id": "q1", "capacity": 1, "status": "OPEN"},
                      {"id": "q2", "capacity": null, "status": "OPEN"},
                      {"id": "q3", "capacity": null, "status": "PENDING"}]}]}
                    """)
            }, run: "r")
        #expect(
            doctor.examine([], lookingInto: "e").found == [
                "experience.main": "e", "sequence.main": "s", "waitlist.main": "w",
                "queue.onePlace": "q1", "queue.open": "q2", "queue.notYetOpen": "q3",
            ])
    }
}

/// A way on which every connection is gone after its first answer, though it looks open.
private struct ClosingTransport: Transport {
    let answer: @Sendable (HTTPRequest) -> HTTPResponse

    func open() -> any TransportChannel { Channel(answer) }

    private final class Channel: TransportChannel {
        private let answer: (HTTPRequest) -> HTTPResponse
        private var request: HTTPRequest?
        private var isSpent = false
        let isOpen = true

        init(_ answer: @escaping (HTTPRequest) -> HTTPResponse) { self.answer = answer }

        func send(_ request: HTTPRequest) { self.request = request }

        func receive() throws(TransportFailure) -> HTTPResponse {
            guard !isSpent, let request else { throw TransportFailure(.closedEarly, "it closed") }
            isSpent = true
            return answer(request)
        }
    }
}
