import Testing

@testable import FanfareModel

/// Linking, as the rules know it (specs/v1/contract.md#linking).
struct LinkingTests {
    /// What a guest may prove to be.
    enum Proof: CaseIterable, Sendable {
        case email, phone, external
    }

    private var test: TestWorld
    private static let shop = ExternalIdentity(
        provider: "shop", issuer: "https://shop.example", subject: "1")

    init() { test = TestWorld() }

    private static func recipient(_ proof: Proof) -> Recipient {
        proof == .phone ? .phone("+12025550142") : .email("ann@example.com")
    }

    /// Signs in by a proof, as nobody or as the bearer of a session.
    private mutating func prove(
        _ proof: Proof, as bearer: SessionKey? = nil, claims: ProfileClaims = ProfileClaims()
    ) throws(FanfareError) -> TokenPair {
        if proof == .external {
            let code = test.world.authorize(Self.shop, claims: claims).code
            return try test.world.exchange(code: code, bearer: bearer, fingerprint: nil)
        }
        let recipient = Self.recipient(proof)
        test.world.requestOneTimePassword(for: recipient, name: claims.fullName)
        let code = test.world.inbox.messages(to: recipient).last?.code ?? ""
        return try test.world.verifyOneTimePassword(
            code, for: recipient, bearer: bearer, fingerprint: nil)
    }

    /// Whom a proof leads to.
    private mutating func signedIn(
        _ proof: Proof, as bearer: SessionKey? = nil, claims: ProfileClaims = ProfileClaims()
    ) throws(FanfareError) -> ConsumerKey {
        let pair = try prove(proof, as: bearer, claims: claims)
        return consumer(pair)
    }

    private mutating func guest() -> TokenPair { test.world.startGuestSession(fingerprint: nil) }

    private func consumer(_ pair: TokenPair) -> ConsumerKey { test.world[pair.session].consumer }

    private func isGood(_ pair: TokenPair) -> Bool {
        (try? test.world.session(accessToken: pair.accessToken)) == pair.session
    }

    @Test(arguments: Proof.allCases)
    mutating func `a guest who proves what nobody has is the same consumer, identified`(
        _ proof: Proof
    ) throws {
        let guest = guest()
        let key = consumer(guest)
        let before = test.world.identifier(of: key)
        let linked = try prove(proof, as: guest.session)
        #expect(consumer(linked) == key)
        #expect(!test.world[key].isGuest)
        #expect(test.world.identifier(of: key) != before)
        #expect(test.world.consumer(before) == key)
        #expect(test.world.consumer(test.world.identifier(of: key)) == key)
        #expect(try signedIn(proof) == key)
        #expect(test.world.brokenInvariants() == [])
    }

    @Test(arguments: Proof.allCases)
    mutating func `a guest's tokens end with the linking`(_ proof: Proof) throws {
        let guest = guest()
        let linked = try prove(proof, as: guest.session)
        #expect(isGood(linked) && !isGood(guest))
        #expect(throws: FanfareError.invalidRefreshToken) {
            try test.world.refresh(guest.refreshToken)
        }
        #expect(test.world.finding(of: guest.accessToken, asRefresh: false) == .sessionEnded)
    }

    @Test(arguments: Proof.allCases)
    mutating func `an identified consumer who proves more stays signed in`(_ proof: Proof) throws {
        let first = try prove(proof == .external ? .email : .external)
        let second = try prove(proof, as: first.session)
        #expect(consumer(second) == consumer(first))
        #expect(isGood(first) && isGood(second))
        #expect(try signedIn(proof) == consumer(first))
    }
}

/// What is preserved.
extension LinkingTests {
    /// Lets a consumer take part in everything there is, and admits it to the second queue.
    private mutating func takePart(_ key: ConsumerKey) throws {
        let now = test.world.now
        if test.world.catalogue.queues.isEmpty {
            for name in ["Queue", "Admitting"] {
                test.world.add(QueuePlan(name: name), to: test.sequence)
            }
            _ = test.draw()
            _ = test.auction()
            test.world.add(TimedReleasePlan(name: "Release"), to: test.sequence)
            test.world.add(WaitlistPlan(name: "Waitlist"), to: test.sequence)
            var plan = AppointmentPlan(name: "Appointment")
            plan.slots = [
                SlotPlan(
                    id: "slot", startAt: now + .hours(1), endAt: now + .hours(2), capacity: 9)
            ]
            test.world.add(plan, to: test.sequence)
        }
        _ = test.world.enterExperience(0, as: key)
        for queue in 0..<2 {
            _ = try test.world.enterQueue(Key(at: queue), as: key, fingerprint: nil)
        }
        _ = try test.world.admit(key, toQueue: 1)
        _ = try test.world.enterDraw(0, as: key, fingerprint: nil)
        let high = test.world.catalogue[Key<Auction>(at: 0)].bids.last?.amount
        let bid = high.map { $0 + Money(units: 1000) } ?? Money(units: 10000)
        try test.world.placeBid(bid, in: 0, as: key, fingerprint: nil)
        _ = try test.world.enterTimedRelease(0, as: key, variantID: "blue", fingerprint: nil)
        _ = test.world.enterWaitlist(0, as: key)
        _ = try test.world.book(slot: "slot", ofAppointment: 0, as: key, locationID: nil)
    }

    /// All that the model tells of a consumer's part in everything there is.
    private func part(of key: ConsumerKey) throws -> [String] {
        let world = test.world
        let queues = try (0..<2).map { try world.queueStatus(Key(at: $0), of: key) }
        let draw = try world.drawStatus(0, of: key)
        let auction = world.catalogue[Key<Auction>(at: 0)]
        let release = world.catalogue[Key<TimedRelease>(at: 0)].entry(of: key)
        let waitlist = world.catalogue[Key<Waitlist>(at: 0)].entry(of: key)
        let booking = world.catalogue[Key<Appointment>(at: 0)].booking(of: key)
        let position = world.position(of: key, inQueue: 0)
        return [
            "\(String(describing: position)) \(queues.map { "\($0.enteredAt) \($0.state)" })",
            "\(String(describing: draw.enteredAt)) \(draw.state)",
            "\(auction.standing(of: key)) \(auction.newestBids(9, of: key).map(\.id))",
            "\(String(describing: release?.enteredAt)) \(String(describing: release?.variantID))",
            "\(String(describing: waitlist?.enteredAt))",
            "\(String(describing: booking?.confirmationCode))",
            "\(world[key].holdings)", "\(world[key].orders)", "\(world[key].activity)",
        ]
    }

    @Test(arguments: Proof.allCases)
    mutating func `a guest who becomes identified keeps all that it takes part in`(
        _ proof: Proof
    ) throws {
        try takePart(test.guest())
        let guest = guest()
        let key = consumer(guest)
        try takePart(key)
        try takePart(test.guest())
        let before = try part(of: key)
        _ = try prove(proof, as: guest.session)
        #expect(try part(of: key) == before)
        #expect(test.world.position(of: key, inQueue: 0) == 2)
    }

    @Test mutating func `a guest whose external identity has an owner hands over all that it has`()
        throws
    {
        let owner = try signedIn(.external)
        let guest = guest()
        let key = consumer(guest)
        try takePart(key)
        try takePart(test.guest())
        _ = try test.world.complete(key, inQueue: 1)
        let before = try part(of: key)
        let linked = try prove(.external, as: guest.session)
        #expect(consumer(linked) == owner)
        #expect(try part(of: owner) == before)
        #expect(test.world.consumer(test.world.identifier(of: key)) == owner)
        #expect(test.world[key].holdings.isEmpty && test.world[key].orders.isEmpty)
        #expect(test.world.brokenInvariants() == [])
    }

    @Test mutating func `what the owner has itself comes before what the guest has`() throws {
        test.world.add(QueuePlan(name: "Queue"), to: test.sequence)
        let guest = guest()
        _ = try test.world.enterQueue(0, as: consumer(guest), fingerprint: nil)
        test.pass(.seconds(1))
        let owner = try signedIn(.external)
        let own = try test.world.enterQueue(0, as: owner, fingerprint: nil)
        _ = try prove(.external, as: guest.session)
        #expect(try test.world.queueStatus(0, of: owner).enteredAt == own.enteredAt)
        #expect(test.world.catalogue[Key<Queue>(at: 0)].waitingCount == 1)
        #expect(test.world[owner].holdings == [.distribution(.queue(0))])
        #expect(test.world.brokenInvariants() == [])
    }

    @Test mutating func `claims fill what is empty in a profile, and nothing else`() throws {
        let claims = ProfileClaims(email: "shop@example.com", fullName: "Ann")
        let first = try signedIn(.external, claims: claims)
        #expect(test.world[first].email == "shop@example.com")
        #expect(test.world[first].fullName == "Ann")
        _ = try prove(.external, claims: ProfileClaims(email: "b@example.com", fullName: "Bea"))
        #expect(test.world[first].email == "shop@example.com")
        #expect(test.world[first].fullName == "Ann")
        // No claim is a proof: nobody is found by it.
        #expect(try signedIn(.email) != first)
    }
}

/// Conflicts.
extension LinkingTests {
    @Test(arguments: [Proof.email, .phone])
    mutating func `a guest may not link what another consumer has`(_ proof: Proof) throws {
        let owner = try signedIn(proof)
        let guest = guest()
        #expect(throws: FanfareError.alreadyLinked) { try prove(proof, as: guest.session) }
        #expect(isGood(guest))
        #expect(test.world[consumer(guest)].isGuest)
        let recipient = Self.recipient(proof)
        let code = test.world.inbox.messages(to: recipient).last?.code ?? ""
        let pair = try test.world.verifyOneTimePassword(
            code, for: recipient, bearer: nil, fingerprint: nil)
        #expect(consumer(pair) == owner)
    }

    @Test(arguments: [Proof.email, .phone])
    mutating func `where conflicts merge, a guest joins the owner of an address`(
        _ proof: Proof
    ) throws {
        var settings = Settings()
        settings.leeway = .takenIdentifierSignsIn
        test = TestWorld(settings)
        let owner = try signedIn(proof)
        let guest = guest()
        test.world.add(QueuePlan(name: "Queue"), to: test.sequence)
        _ = try test.world.enterQueue(0, as: consumer(guest), fingerprint: nil)
        #expect(try signedIn(proof, as: guest.session) == owner)
        #expect(test.world.position(of: owner, inQueue: 0) == 1)
        #expect(!isGood(guest))
    }

    @Test(arguments: [Leeway(), .takenIdentifierSignsIn])
    mutating func `two identified consumers are never joined`(
        _ conflict: Leeway
    ) throws {
        var settings = Settings()
        settings.leeway = conflict
        test = TestWorld(settings)
        _ = try prove(.email)
        _ = try prove(.external)
        let other = try prove(.phone)
        #expect(throws: FanfareError.alreadyLinked) { try prove(.email, as: other.session) }
        #expect(throws: FanfareError.consumerConflict) { try prove(.external, as: other.session) }
        #expect(isGood(other))
    }
}

/// Exchange codes.
extension LinkingTests {
    @Test mutating func `an exchange code is good for a minute, once`() throws {
        let codes = (0..<3).map { _ in
            test.world.authorize(Self.shop, claims: ProfileClaims()).code
        }
        test.pass(.milliseconds(59_999))
        _ = try test.world.exchange(code: codes[0], bearer: nil, fingerprint: nil)
        #expect(throws: FanfareError.invalidExchangeCode) {
            try test.world.exchange(code: codes[0], bearer: nil, fingerprint: nil)
        }
        _ = try test.world.exchange(code: codes[1], bearer: nil, fingerprint: nil)
        test.pass(.milliseconds(1))
        #expect(throws: FanfareError.exchangeCodeExpired) {
            try test.world.exchange(code: codes[2], bearer: nil, fingerprint: nil)
        }
    }

    @Test mutating func `a code that led to a conflict is still good`() throws {
        _ = try prove(.external)
        let other = try prove(.phone)
        let code = test.world.authorize(Self.shop, claims: ProfileClaims()).code
        #expect(throws: FanfareError.consumerConflict) {
            try test.world.exchange(code: code, bearer: other.session, fingerprint: nil)
        }
        _ = try test.world.exchange(code: code, bearer: nil, fingerprint: nil)
    }

    @Test mutating func `a person is who the whole triple says`() throws {
        let first = try signedIn(.external)
        for other in [
            ExternalIdentity(provider: "other", issuer: Self.shop.issuer, subject: "1"),
            ExternalIdentity(provider: "shop", issuer: "https://other.example", subject: "1"),
            ExternalIdentity(provider: "shop", issuer: Self.shop.issuer, subject: "2"),
        ] {
            let code = test.world.authorize(other, claims: ProfileClaims()).code
            let pair = try test.world.exchange(code: code, bearer: nil, fingerprint: nil)
            #expect(consumer(pair) != first)
        }
    }
}
