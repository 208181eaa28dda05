import FanfareMock
import FanfareMockURLSession
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// How a test of an SDK uses the mock when nothing may touch the network.
struct WithoutSocketTests {
    @Test func `a client signs in with the code from the inbox`() async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        let client = SampleClient(session: shop.urlSession(), key: shop.publishableKey)

        try await client.requestCode(email: "ann@example.com")
        let code = try await shop.code(to: "ann@example.com")
        let session = try await client.verify(email: "ann@example.com", code: code)

        #expect(session["type"] as? String == "authenticated")
        #expect(try await shop.count("auth.otp.verify") == 1)
    }

    @Test func `a client that knows only the production address reaches the mock all the same`()
        async throws
    {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        let client = SampleClient(
            session: shop.urlSession(), key: shop.publishableKey,
            base: "https://consumer.fanfare.io/api/v1")
        #expect(try await client.guest().isEmpty == false)
    }

    @Test func `a client that forgets the key is refused, and its organization's journal shows it`()
        async throws
    {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        await #expect(throws: SampleClient.Refusal(status: 401)) {
            try await SampleClient(session: shop.urlSession()).guest()
        }
        let request = try #require(try await shop.requests().first)
        #expect(request.status == 401)
        #expect(request.reason != nil)
    }

    @Test func `two organizations of one mock stand side by side`() async throws {
        let mock = try MockServer.withoutSocket()
        let (one, other) = (try await mock.makeOrganization(), try await mock.makeOrganization())
        try await one.addFault(.status(503), operation: "auth.guest")
        await #expect(throws: SampleClient.Refusal(status: 503)) {
            try await SampleClient(session: one.urlSession(), key: one.publishableKey).guest()
        }
        #expect(
            try await SampleClient(session: other.urlSession(), key: other.publishableKey).guest()
                .isEmpty == false)
        #expect(try await one.count(.authGuest) == 1)
        #expect(try await other.count(.authGuest) == 1)
    }

    @Test func `eight mocks answer at the same time, each its own client`() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for seed in 1...8 {
                group.addTask {
                    var options = MockServer.Options()
                    options.seed = UInt64(seed)
                    let mock = try MockServer.withoutSocket(options)
                    let client = SampleClient(
                        session: mock.urlSession(), key: mock.publishableKey)
                    for _ in 1..<10 { _ = try await client.guest() }
                    #expect(try await mock.defaultOrganization.count("auth.guest") == 9)
                    return try await client.guest()
                }
            }
            var guests: Set<String> = []
            for try await guest in group { guests.insert(guest) }
            #expect(guests.count == 8)
        }
    }

    @Test(
        arguments: [
            (.resetBefore, .networkConnectionLost), (.resetMiddle, .networkConnectionLost),
            (.truncate(after: 5), .networkConnectionLost),
            (.contentLength(off: 7), .networkConnectionLost), (.delay(.seconds(3600)), .timedOut),
            (.drip(bytesPerSecond: 200), nil), (.delay(.milliseconds(20)), nil),
        ] as [(MockFault, URLError.Code?)])
    func `a broken wire is the error that it is over a wire`(
        _ fault: MockFault, _ expected: URLError.Code?
    ) async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        try await shop.addFault(fault)
        var request = URLRequest(url: try #require(URL(string: "http://localhost:4802/health")))
        request.timeoutInterval = fault == .delay(.seconds(3600)) ? 0.2 : 30
        var code: URLError.Code?
        do {
            let (data, _) = try await shop.urlSession().data(for: request)
            #expect(String(decoding: data, as: UTF8.self) == #"{"status":"ok"}"#)
        } catch let error as URLError {
            code = error.code
        }
        #expect(code == expected)
    }

    @Test func `a body that is cut short is handed over as far as it came`() async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        try await shop.addFault(.contentLength(off: -5))
        let url = try #require(URL(string: "http://localhost/health"))
        let (data, _) = try await shop.urlSession().data(from: url)
        #expect(String(decoding: data, as: UTF8.self) == #"{"status":"#)
    }

    @Test func `fields, queries and bodies of streams arrive`() async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        var request = URLRequest(
            url: try #require(URL(string: "http://localhost/auth/otp/request?x=%C3%A4")))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(shop.publishableKey, forHTTPHeaderField: "X-Publishable-Key")
        request.httpBodyStream = InputStream(data: Data(#"{"email":"ann@example.com"}"#.utf8))
        let (_, response) = try await shop.urlSession().data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        #expect(answer.statusCode == 200)
        #expect(answer.value(forHTTPHeaderField: "X-RateLimit-Limit") != nil)
        #expect(try await shop.messages().map(\.recipient) == ["ann@example.com"])
        #expect(try await shop.requests().flatMap(\.violations).map(\.kind) == [.unknownQuery])
    }

    @Test func `what a configuration adds and how long it waits holds here too`() async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        let original = URLSessionConfiguration.ephemeral
        original.httpAdditionalHeaders = ["X-Publishable-Key": "pk_test_of_nobody"]
        original.timeoutIntervalForRequest = 0.2
        let client = SampleClient(
            session: URLSession(configuration: shop.server.sessionConfiguration(from: original)))
        await #expect(throws: SampleClient.Refusal(status: 401)) { try await client.guest() }
        try await shop.server.defaultOrganization.addFault(.delay(.seconds(3600)))
        let error = await #expect(throws: URLError.self) { try await client.guest() }
        #expect(error?.code == .timedOut)
    }

    @Test func `a body that the system hides is an error, not an empty body`() async throws {
        let shop = try await MockServer.withoutSocket().makeOrganization()
        var request = URLRequest(
            url: try #require(URL(string: "http://localhost/auth/otp/request")))
        request.httpMethod = "POST"
        let sent = request
        let error = await #expect(throws: URLError.self) {
            try await shop.urlSession().upload(for: sent, from: Data("{}".utf8))
        }
        #expect(error?.localizedDescription.contains("set httpBody") == true)
        #expect(try await shop.requests().isEmpty)
    }

    @Test func `a mock that was stopped cannot be connected to`() async throws {
        let mock = try MockServer.withoutSocket()
        let session = mock.urlSession()
        let url = try #require(URL(string: mock.baseURL + "/health"))
        _ = try await session.data(from: url)
        mock.stop()
        mock.wait()
        let error = await #expect(throws: URLError.self) { try await session.data(from: url) }
        #expect(error?.code == .cannotConnectToHost)
    }

    @Test func `a call that is still held back is answered when the mock stops`() async throws {
        let mock = try MockServer.withoutSocket()
        let shop = mock.defaultOrganization
        try await shop.addFault(.delay(.seconds(3600)))
        let url = try #require(URL(string: "http://localhost/health"))
        let answer = Task { try await shop.urlSession().data(from: url).1 as? HTTPURLResponse }
        while try await shop.requests().isEmpty { await Task.yield() }
        mock.stop()
        mock.stop()
        #expect(try await answer.value?.statusCode == 200)
    }
}
