import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A small SDK as somebody might write it: it knows an address and is given a session.
struct SampleClient: Sendable {
    let session: URLSession
    var key: String?
    var base = "http://localhost:4802"

    /// An answer that is none of the 2xx.
    struct Refusal: Error, Equatable {
        let status: Int
    }

    /// The access token of a new guest.
    func guest() async throws -> String {
        try await post("/auth/guest")["accessToken"] as? String ?? ""
    }

    func requestCode(email: String) async throws {
        _ = try await post("/auth/otp/request", ["email": email])
    }

    /// The session after a code was entered.
    func verify(email: String, code: String) async throws -> [String: Any] {
        try await post("/auth/otp/verify", ["email": email, "code": code])["session"]
            as? [String: Any] ?? [:]
    }

    private func post(_ path: String, _ body: [String: String]? = nil) async throws -> [String: Any]
    {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        if let key { request.setValue(key, forHTTPHeaderField: "X-Publishable-Key") }
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONEncoder().encode(body)
        }
        let (data, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else { throw Refusal(status: status) }
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}
