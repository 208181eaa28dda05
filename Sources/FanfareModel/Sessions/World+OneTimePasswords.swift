import TokenSigning

/// A code that was sent to a recipient; a newer one replaces it.
struct OneTimePassword: Sendable {
    let code: String
    let expiresAt: Instant
    let message: Int
    let name: String?
    var wrongTries = 0
}

extension World {
    /// Sends a fresh code of six digits, which replaces any older one.
    public mutating func requestOneTimePassword(
        for recipient: Recipient, name: String?, state: IssuedCode.State = .usable
    ) {
        let digits = String(Int.random(in: 0..<1_000_000, using: &generator))
        let code = String(repeating: "0", count: 6 - digits.count) + digits
        let expiresAt = state == .expired ? now : now + settings.oneTimePasswordLifetime
        let message = inbox.send(
            code: code, to: recipient, at: now, until: expiresAt, isVoid: state == .void)
        oneTimePasswords[recipient] =
            state == .void
            ? nil : OneTimePassword(code: code, expiresAt: expiresAt, message: message, name: name)
    }

    /// Signs in with a code, or links the consumer of a session to the recipient.
    ///
    /// A conflict leaves the code usable unless told otherwise, so that the person can sign in to the
    /// existing account. A spare code, where there is one, is as good as the one that was sent.
    public mutating func verifyOneTimePassword(
        _ code: String, for recipient: Recipient, bearer: SessionKey?, fingerprint: String?,
        spare: String? = nil
    ) throws(FanfareError) -> TokenPair {
        let password = try check(code, spare: spare, for: recipient)
        let consumer: ConsumerKey
        do throws(FanfareError) {
            consumer = try link(bearer, to: recipient)
        } catch {
            if settings.leeway.contains(.conflictUsesCodeUp) {
                use(password, of: recipient)
            }
            throw error
        }
        use(password, of: recipient)
        fillProfile(of: consumer, with: ProfileClaims(fullName: password.name))
        return startSession(of: consumer, fingerprint: fingerprint)
    }

    private mutating func use(_ password: OneTimePassword, of recipient: Recipient) {
        oneTimePasswords[recipient] = nil
        inbox.end(password.message, .used, at: now)
    }

    /// How many wrong codes were entered for the newest of a recipient; none when it works no more.
    public func wrongTries(of recipient: Recipient) -> Int {
        oneTimePasswords[recipient]?.wrongTries ?? 0
    }

    private mutating func check(
        _ code: String, spare: String?, for recipient: Recipient
    ) throws(FanfareError) -> OneTimePassword {
        guard let password = oneTimePasswords[recipient] else { throw .otpInvalid }
        let isSpare = spare.map { constantTimeEqual($0, code) } ?? false
        guard constantTimeEqual(password.code, code) || isSpare else {
            let tries = password.wrongTries + 1
            oneTimePasswords[recipient]?.wrongTries = tries
            if tries >= settings.oneTimePasswordTries {
                oneTimePasswords[recipient] = nil
                inbox.end(password.message, .spent, at: now)
            }
            throw .otpInvalid
        }
        try require(now < password.expiresAt, or: .otpExpired)
        return password
    }
}
