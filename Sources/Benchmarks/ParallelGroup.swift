import FanfareMock
import FanfareMockURLSession
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What 64 asynchronous tests take that run at once, each in an organization of its own: two codes that are waited for,
/// a minute of the clock, a sign-in, and a look into the journal.
final class ParallelGroup: BenchmarkGroup {
    let name = "Swift tests in parallel, 64 stories"
    let ratios: [Ratio] = []
    private static let stories = 64

    var notes: [String] { ["goal: both together below 2 s on two cores"] }

    func run() -> [Measurement] {
        [
            Measurement(name: "without a socket", samples: samples(hasSocket: false)),
            Measurement(name: "over a socket", samples: samples(hasSocket: true)),
        ]
    }

    private func samples(hasSocket: Bool) -> [Double] {
        (0..<5).map { _ in
            let clock = ContinuousClock()
            let hasEnded = DispatchSemaphore(value: 0)
            let time = clock.measure {
                Task {
                    do {
                        try await Self.tellAll(hasSocket: hasSocket)
                    } catch {
                        preconditionFailure("\(error)")
                    }
                    hasEnded.signal()
                }
                hasEnded.wait()
            }
            return time / .seconds(1)
        }
    }

    private static func tellAll(hasSocket: Bool) async throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<stories {
                group.addTask {
                    let shop = try await server.makeOrganization()
                    let session =
                        hasSocket ? URLSession(configuration: .ephemeral) : shop.urlSession()
                    let base = hasSocket ? server.baseURL : "https://consumer.example.com"
                    try await Story(shop: shop, session: session, base: base).tell()
                }
            }
            try await group.waitForAll()
        }
    }
}

private struct Story {
    let shop: MockOrganization
    let session: URLSession
    let base: String

    func tell() async throws {
        let email = "ann@example.com"
        async let first = shop.nextCode(to: email, waiting: .seconds(30))
        try await post("/auth/otp/request", ["email": email])
        _ = try await first
        try await shop.advance(by: .seconds(60))
        async let second = shop.nextCode(to: email, waiting: .seconds(30))
        try await post("/auth/otp/request", ["email": email])
        try await post("/auth/otp/verify", ["email": email, "code": try await second])
        let count = try await shop.count(.authOtpVerify)
        precondition(count == 1)
    }

    private func post(_ path: String, _ body: [String: String]) async throws {
        guard let url = URL(string: base + path) else { preconditionFailure("\(base)\(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = try JSONEncoder().encode(body)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(shop.publishableKey, forHTTPHeaderField: "X-Publishable-Key")
        let (_, response) = try await session.data(for: request)
        precondition((response as? HTTPURLResponse)?.statusCode == 200, path)
    }
}
