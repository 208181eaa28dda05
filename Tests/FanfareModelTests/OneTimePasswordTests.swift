import Testing

@testable import FanfareModel

/// One-time passwords, as the rules know them (specs/v1/contract.md#otp).
struct OneTimePasswordTests {
    private var test = TestWorld()
    private let ann = Recipient.email("ann@example.com")

    private mutating func request(
        for recipient: Recipient? = nil, state: IssuedCode.State = .usable
    ) -> String {
        let recipient = recipient ?? ann
        test.world.requestOneTimePassword(for: recipient, name: nil, state: state)
        return test.world.inbox.messages(to: recipient).last?.code ?? ""
    }

    @discardableResult
    private mutating func verify(
        _ code: String, for recipient: Recipient? = nil, spare: String? = nil
    ) throws -> TokenPair {
        try test.world.verifyOneTimePassword(
            code, for: recipient ?? ann, bearer: nil, fingerprint: nil, spare: spare)
    }

    private mutating func enterWrong(_ times: Int, than code: String) {
        let wrong = code == "000000" ? "000001" : "000000"
        for _ in 0..<times {
            #expect(throws: FanfareError.otpInvalid) { try verify(wrong) }
        }
    }

    private func states() -> [Inbox.Message.State] {
        test.world.inbox.messages(to: ann).map { $0.state(at: test.world.now) }
    }

    @Test mutating func `a code is six digits`() {
        for _ in 0..<200 {
            let code = request()
            #expect(code.utf8.count == 6 && code.utf8.allSatisfy { (0x30...0x39).contains($0) })
        }
    }

    @Test mutating func `a code works until its last millisecond`() throws {
        let code = request()
        test.pass(.milliseconds(599_999))
        try verify(code)
        #expect(states() == [.used])
    }

    @Test mutating func `a code that is ten minutes old is expired`() {
        let code = request()
        test.pass(.minutes(10))
        #expect(throws: FanfareError.otpExpired) { try verify(code) }
        #expect(states() == [.expired])
    }

    @Test mutating func `a wrong code is wrong, however late`() {
        let code = request()
        test.pass(.minutes(10))
        enterWrong(1, than: code)
    }

    @Test mutating func `a code signs in once`() throws {
        let code = request()
        try verify(code)
        #expect(throws: FanfareError.otpInvalid) { try verify(code) }
    }

    @Test mutating func `a newer code replaces the one before`() throws {
        let (old, new) = (request(), request())
        #expect(states() == [.replaced, .sent])
        #expect(throws: FanfareError.otpInvalid) { try verify(old) }
        try verify(new)
    }

    @Test mutating func `a code is good for its own recipient alone`() throws {
        let bob = Recipient.phone("+12025550142")
        let (code, other) = (request(), request(for: bob))
        #expect(throws: FanfareError.otpInvalid) { try verify(code, for: bob) }
        #expect(throws: FanfareError.otpInvalid) { try verify(other) }
        try verify(code)
        try verify(other, for: bob)
    }

    @Test mutating func `four wrong codes leave the right one usable`() throws {
        let code = request()
        enterWrong(4, than: code)
        #expect(test.world.wrongTries(of: ann) == 4)
        try verify(code)
    }

    @Test mutating func `the fifth wrong code voids the right one`() {
        let code = request()
        enterWrong(5, than: code)
        #expect(states() == [.spent])
        #expect(throws: FanfareError.otpInvalid) { try verify(code) }
    }

    @Test mutating func `a newer code has all its tries`() throws {
        enterWrong(4, than: request())
        let code = request()
        enterWrong(4, than: code)
        try verify(code)
    }

    @Test mutating func `a spare code is as good as the one that was sent, and as long`() throws {
        _ = request()
        try verify("123123", spare: "123123")
        #expect(throws: FanfareError.otpInvalid) { try verify("123123", spare: "123123") }
        _ = request()
        test.pass(.minutes(10))
        #expect(throws: FanfareError.otpExpired) { try verify("123123", spare: "123123") }
    }

    @Test mutating func `a code may be no good from the beginning`() {
        let expired = request(state: .expired)
        #expect(throws: FanfareError.otpExpired) { try verify(expired) }
        let void = request(state: .void)
        #expect(throws: FanfareError.otpInvalid) { try verify(void) }
    }

    @Test mutating func `signing in again is signing in as the same consumer`() throws {
        let first = try verify(request()).session
        let second = try verify(request()).session
        #expect(first != second)
        #expect(test.world[first].consumer == test.world[second].consumer)
        #expect(test.world[test.world[first].consumer].isGuest == false)
    }
}
