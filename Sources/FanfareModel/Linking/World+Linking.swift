/// specs/v1/contract.md#linking: whom a verified identity leads to, and what becomes of a guest.
extension World {
    /// The consumer that a verified email or phone leads to, linked to the bearer's when there is one.
    mutating func link(
        _ bearer: SessionKey?, to recipient: Recipient
    ) throws(FanfareError) -> ConsumerKey {
        let owner = consumers[recipient]
        if let bearer, let owner, owner != sessions[bearer].consumer {
            let isGuest = consumers[sessions[bearer].consumer].isGuest
            try require(
                isGuest && settings.leeway.contains(.takenIdentifierSignsIn), or: .alreadyLinked)
        }
        let consumer = join(bearer, owner: owner, .oneTimePassword)
        consumers.attach(recipient, to: consumer)
        if owner == nil { changed(recipient.change, of: consumer) }
        return consumer
    }

    /// The consumer that an external identity leads to, linked to the bearer's when there is one.
    mutating func link(
        _ bearer: SessionKey?, to identity: ExternalIdentity
    ) throws(FanfareError) -> ConsumerKey {
        let owner = consumers[identity]
        if let bearer, let owner, owner != sessions[bearer].consumer {
            try require(consumers[sessions[bearer].consumer].isGuest, or: .consumerConflict)
        }
        let consumer = join(bearer, owner: owner, .externalIdentity)
        consumers.attach(identity, to: consumer)
        if owner == nil { changed(.externalIdentities, of: consumer) }
        return consumer
    }

    /// Lets an email or phone belong to somebody, if it belongs to nobody yet.
    public mutating func occupy(_ recipient: Recipient) {
        guard consumers[recipient] == nil else { return }
        let owner = addConsumer(.oneTimePassword)
        consumers.attach(recipient, to: owner)
    }

    /// Lets an external identity belong to somebody, if it belongs to nobody yet.
    public mutating func occupy(_ identity: ExternalIdentity) {
        guard consumers[identity] == nil else { return }
        let owner = addConsumer(.externalIdentity)
        consumers.attach(identity, to: owner)
    }

    /// Adds somebody nobody has seen before.
    mutating func addConsumer(_ origin: ConsumerOrigin) -> ConsumerKey {
        let consumer = consumers.add(
            Consumer(id: nextID(), isGuest: origin == .guest, createdAt: now))
        occurred(.consumerCreated(origin), to: consumer)
        return consumer
    }

    /// Brings the bearer's consumer and the identity's owner together; a guest's session ends.
    private mutating func join(
        _ bearer: SessionKey?, owner: ConsumerKey?, _ origin: ConsumerOrigin
    ) -> ConsumerKey {
        guard let bearer else { return owner ?? addConsumer(origin) }
        let consumer = sessions[bearer].consumer
        guard consumers[consumer].isGuest else { return consumer }
        let goesOn = settings.leeway.contains(.guestSessionGoesOn)
        if !goesOn { logout(bearer) }
        guard let owner else {
            let keepsID = settings.leeway.contains(.linkedConsumerKeepsID)
            consumers.identify(consumer, as: keepsID ? consumers[consumer].id : nextID())
            return consumer
        }
        merge(consumer, into: owner)
        if goesOn { sessions[bearer].consumer = owner }
        return owner
    }

    /// Moves all that a guest holds to an existing consumer, whose own part comes first.
    private mutating func merge(_ guest: ConsumerKey, into owner: ConsumerKey) {
        for holding in consumers[guest].holdings { move(holding, from: guest, to: owner) }
        consumers[owner].orders += consumers[guest].orders
        consumers[owner].orders.sort { $0.completedAt < $1.completedAt }
        consumers[owner].activity += consumers[guest].activity
        consumers[guest].holdings = []
        consumers[guest].orders = []
        consumers[guest].activity = Activity()
        consumers.redirect(guest, to: owner)
    }

    private mutating func move(_ holding: Holding, from guest: ConsumerKey, to owner: ConsumerKey) {
        switch holding {
        case .experience(let index, _):
            guard catalogue.experience(index, move: guest, to: owner) else { return }
        case .distribution(.queue(let index)):
            catalogue[index].move(guest, to: owner)
        case .distribution(.draw(let index)):
            catalogue[index].move(guest, to: owner)
        case .distribution(.auction(let index)):
            catalogue[index].move(guest, to: owner)
        case .distribution(.timedRelease(let index)):
            catalogue[index].move(guest, to: owner)
        case .distribution(.appointment(let index)):
            catalogue[index].move(guest, to: owner, at: now)
        case .distribution(.waitlist(let index)):
            _ = catalogue[index].roster.move(guest, to: owner)
        }
        // What the owner holds itself is listed already.
        if !consumers[owner].holdings.contains(holding) {
            consumers[owner].holdings.append(holding)
        }
    }

    /// Fills the empty fields of a profile (specs/v1/contract.md#external.authorize).
    mutating func fillProfile(of consumer: ConsumerKey, with claims: ProfileClaims) {
        if consumers[consumer].email == nil, let email = claims.email {
            consumers[consumer].email = email
            changed(.email, of: consumer)
        }
        if consumers[consumer].fullName == nil, let name = claims.fullName {
            consumers[consumer].fullName = name
            changed(.fullName, of: consumer)
        }
    }
}

extension Recipient {
    /// What of a profile shows it.
    fileprivate var change: ConsumerChange {
        switch self {
        case .email: .email
        case .phone: .phone
        }
    }
}
