import Testing

@testable import FanfareModel

/// Sessions and their tokens, as the rules know them (specs/v1/contract.md#tokens).
struct SessionTests {
    private var test = TestWorld()

    /// A new session of the same identified consumer.
    private mutating func signIn() throws -> TokenPair {
        let ann = Recipient.email("ann@example.com")
        test.world.requestOneTimePassword(for: ann, name: nil)
        let code = test.world.inbox.messages(to: ann).last?.code ?? ""
        return try test.world.verifyOneTimePassword(code, for: ann, bearer: nil, fingerprint: nil)
    }

    private func isGood(_ pair: TokenPair) -> Bool {
        (try? test.world.session(accessToken: pair.accessToken)) == pair.session
    }

    private func state(_ token: String, asRefresh: Bool = false) -> TokenStatus {
        test.world.finding(of: token, asRefresh: asRefresh)
    }

    @Test mutating func `an access token is good for an hour, to the millisecond`() {
        let pair = test.world.startGuestSession(fingerprint: nil)
        test.pass(.milliseconds(3_599_999))
        #expect(isGood(pair))
        test.pass(.milliseconds(1))
        #expect(!isGood(pair))
        #expect(state(pair.accessToken) == .expired)
    }

    @Test mutating func `a token ends at the whole second that it names`() {
        test.pass(.milliseconds(400))
        let pair = test.world.startGuestSession(fingerprint: nil)
        test.pass(.milliseconds(3_599_599))
        #expect(isGood(pair))
        test.pass(.milliseconds(1))
        #expect(!isGood(pair))
    }

    @Test mutating func `a refresh token is good for thirty days, to the millisecond`() throws {
        let pair = test.world.startGuestSession(fingerprint: nil)
        test.pass(.days(30) - .milliseconds(1))
        var copy = test.world
        _ = try copy.refresh(pair.refreshToken)
        test.pass(.milliseconds(1))
        #expect(throws: FanfareError.invalidRefreshToken) {
            try test.world.refresh(pair.refreshToken)
        }
    }

    @Test mutating func `a refresh token works once, its successor after it`() throws {
        let first = test.world.startGuestSession(fingerprint: nil)
        let second = try test.world.refresh(first.refreshToken)
        #expect(second.session == first.session && second.refreshToken != first.refreshToken)
        #expect(throws: FanfareError.invalidRefreshToken) {
            try test.world.refresh(first.refreshToken)
        }
        let third = try test.world.refresh(second.refreshToken)
        #expect(isGood(third))
    }

    @Test mutating func `a refresh leaves the access token before it alone`() throws {
        let first = test.world.startGuestSession(fingerprint: nil)
        test.pass(.minutes(30))
        let second = try test.world.refresh(first.refreshToken)
        #expect(isGood(first) && isGood(second))
        test.pass(.minutes(30))
        #expect(!isGood(first) && isGood(second))
    }

    @Test mutating func `a refresh moves the end of the session`() throws {
        let pair = test.world.startGuestSession(fingerprint: nil)
        #expect(test.world[pair.session].expiresAt == TestWorld.start + .hours(1))
        test.pass(.minutes(59))
        _ = try test.world.refresh(pair.refreshToken)
        #expect(test.world[pair.session].expiresAt == test.world.now + .hours(1))
        #expect(test.world.issuedTokensAt(pair.session) == test.world.now)
    }

    @Test mutating func `neither token does the work of the other`() {
        let pair = test.world.startGuestSession(fingerprint: nil)
        #expect(throws: FanfareError.invalidRefreshToken) {
            try test.world.refresh(pair.accessToken)
        }
        #expect(throws: FanfareError.authenticationRequired) {
            try test.world.session(accessToken: pair.refreshToken)
        }
        #expect(state(pair.accessToken, asRefresh: true) == .otherKind)
        #expect(state(pair.refreshToken, asRefresh: true) == .good)
    }

    @Test mutating func `logging out ends every token of the session, and no other session`() throws
    {
        let (ended, other) = (try signIn(), try signIn())
        let renewed = try test.world.refresh(ended.refreshToken)
        test.world.logout(ended.session)
        #expect(!isGood(ended) && !isGood(renewed) && isGood(other))
        #expect(state(renewed.accessToken) == .sessionEnded)
        #expect(throws: FanfareError.invalidRefreshToken) {
            try test.world.refresh(renewed.refreshToken)
        }
        _ = try test.world.refresh(other.refreshToken)
    }

    @Test mutating func `a token of another organization is none here`() {
        var other = TestWorld(seed: 2)
        let pair = other.world.startGuestSession(fingerprint: nil)
        #expect(state(pair.accessToken) == .foreign)
        #expect(throws: FanfareError.authenticationRequired) {
            try test.world.session(accessToken: pair.accessToken)
        }
    }

    @Test mutating func `a session keeps the device that it was started on`() throws {
        let pair = test.world.startGuestSession(fingerprint: "phone")
        _ = try test.world.refresh(pair.refreshToken)
        #expect(test.world[pair.session].fingerprint == "phone")
    }
}
