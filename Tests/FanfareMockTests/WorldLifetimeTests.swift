import JSONTree
import Testing

@testable import FanfareMock

/// Lifetimes that a world may set.
struct WorldLifetimeTests {
    private let client = MockClient(
        .init(
            world: .text(
                #"{"extends": "default", "settings": {"oneTimePasswordLifetime": "1m"}}"#)))

    @Test(arguments: [("59s", 200), ("61s", 401)])
    func `a one-time password lives as long as the world says`(
        _ wait: String, _ status: Int
    ) {
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let code = client.code(to: "ann@example.com")
        client.advance(wait)
        let answer = client.send(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": JSONNode(code)])
        #expect(answer.status == status)
        if status == 401 { #expect(answer["/error"] == "otp_expired") }
    }
}
