import FanfareModel
import JSONTree

/// The calls on sessions and sign-in (specs/v1/contract.md#guest).
extension V1 {
    /// POST /auth/guest.
    static func startGuestSession(_ context: RequestContext) throws(FanfareError) -> Reply {
        bundle(context.world.startGuestSession(fingerprint: try context.fingerprint), context)
    }

    /// POST /auth/otp/request.
    static func requestOneTimePassword(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let recipient = fields.recipient()
        let name = fields.optionalString("name")
        try fields.finish()
        guard let recipient else { return .ok(["ok": true]) }
        let chosen = ChosenOutcome(recipient)
        try chosen.checkLimit(at: context.world.now)
        if chosen == .taken { context.world.occupy(recipient) }
        context.world.requestOneTimePassword(
            for: recipient, name: name, state: chosen?.code ?? .usable)
        return try chosen.answer(context) { .ok(["ok": true]) }
    }

    /// POST /auth/otp/verify.
    static func verifyOneTimePassword(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let recipient = fields.recipient()
        let code = fields.string("code")
        if context.world.settings.leeway.contains(.malformedCodesBreakRules), !code.isEmpty,
            code.utf8.count != 6 || !code.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            fields.report("code", .unreadable("Must be six digits"))
        }
        try fields.finish()
        guard let recipient else { throw .otpInvalid }
        return try ChosenOutcome(recipient).answer(context) { () throws(FanfareError) in
            let tokens = try context.world.verifyOneTimePassword(
                code, for: recipient, bearer: context.session, fingerprint: try context.fingerprint,
                spare: context.mock.configuration.fixedOneTimePassword)
            return bundle(tokens, context)
        }
    }

    /// POST /auth/external/authorize.
    static func authorizeExternal(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let identity = ExternalIdentity(
            provider: fields.name("provider"), issuer: fields.name("issuer"),
            subject: fields.name("subject"))
        let claims = fields.profileClaims()
        try fields.finish()
        let chosen = ChosenOutcome(identity)
        try chosen.checkLimit(at: context.world.now)
        if chosen == .taken { context.world.occupy(identity) }
        let (code, expiresAt) = context.world.authorize(
            identity, claims: claims, state: chosen?.code ?? .usable)
        return try chosen.answer(context) {
            .ok(["exchangeCode": JSONNode(code), "expiresAt": expiresAt.json])
        }
    }

    /// POST /auth/external/exchange.
    static func exchangeExternal(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let code = fields.string("exchangeCode")
        try fields.finish()
        let chosen = context.world.identity(behind: code).flatMap(ChosenOutcome.init)
        return try chosen.answer(context) { () throws(FanfareError) in
            let tokens = try context.world.exchange(
                code: code, bearer: context.session, fingerprint: try context.fingerprint)
            return bundle(tokens, context)
        }
    }

    /// POST /auth/refresh.
    static func refresh(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let token = fields.string("refreshToken", limit: 8192)
        try fields.finish()
        let tokens = try context.world.refresh(OpaqueToken.token(of: token))
        return .ok([
            "accessToken": JSONNode(tokens.accessToken),
            "refreshToken": JSONNode(tokens.refreshToken),
        ])
    }

    /// POST /auth/logout.
    static func logout(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let session = context.session else { throw .authenticationRequired }
        context.world.logout(session)
        return Reply(204)
    }

    /// The session, who it belongs to, and its tokens.
    private static func bundle(_ tokens: TokenPair, _ context: RequestContext) -> Reply {
        let session = context.world[tokens.session]
        let consumer = context.world[session.consumer]
        return .object(capacity: 1280) { json in
            json.name("session")
            json.object { json in
                json.member("type", consumer.isGuest ? "guest" : "authenticated")
                context.world.withIdentifier(of: session.consumer) { id in
                    json.member("consumerId", plain: id)
                    if consumer.isGuest { json.member("guestId", plain: id) }
                }
                if let email = consumer.email { json.member("email", email) }
                if let phone = consumer.phone { json.member("phone", phone) }
                json.member("expiresAt", session.expiresAt)
                if let fingerprint = session.fingerprint {
                    json.member("deviceFingerprint", fingerprint)
                }
            }
            json.member("accessToken", token: tokens.accessToken)
            json.member("refreshToken", token: tokens.refreshToken)
        }
    }
}

extension JSONWriter {
    /// Writes a member that is a token: letters, digits and what else needs no escapes.
    fileprivate mutating func member(_ name: StaticString, token: String) {
        let isWritten: Void? = token.utf8.withContiguousStorageIfAvailable {
            member(name, plain: $0)
        }
        if isWritten == nil { member(name, token) }
    }
}

extension FieldReader {
    /// Either `email`, or `phone` with an optional `defaultCountry`, not both.
    mutating func recipient() -> Recipient? {
        let email = optionalString("email")
        let phone = optionalString("phone")
        let country = optionalString("defaultCountry")
        switch (email, phone) {
        case (let email?, nil):
            let recipient = Recipient(email: email)
            if recipient == nil { report("email", .unacceptable(email, else: .invalidEmail)) }
            return recipient
        case (nil, let phone?):
            if let country, !Recipient.isCountry(country) {
                report("defaultCountry", .invalidCountry)
                return nil
            }
            let recipient = Recipient(phone: phone, defaultCountry: country)
            if recipient == nil { report("phone", .unacceptable(phone, else: .invalidPhone)) }
            return recipient
        case (.some, .some): report("phone", .conflicts(with: "email"))
        case (nil, nil): if issues.isEmpty { report("email", .required) }
        }
        return nil
    }

    /// The claims that fill a profile; serialised they take at most 10,000 characters.
    fileprivate mutating func profileClaims() -> ProfileClaims {
        guard let claims = body["claims"], !claims.isNull else { return ProfileClaims() }
        guard claims.members != nil else {
            report("claims", .wrongType(expected: "object"))
            return ProfileClaims()
        }
        if claims.text().count > 10_000 { report("claims", .tooLong(limit: 10_000)) }
        let email = claims["email"]?.string
        if let character = email?.invisibleCharacter {
            report("claims.email", .invisible(character))
        }
        return ProfileClaims(
            email: email.map { Recipient(email: $0)?.address ?? $0 },
            fullName: claims["name"]?.string ?? claims["fullName"]?.string)
    }
}
