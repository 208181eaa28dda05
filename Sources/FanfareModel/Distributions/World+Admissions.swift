import JSONTree
import TokenSigning

/// What all distributions share: holdings, admission tokens, devices.
extension World {
    /// Notes that a consumer takes part in something, once, and counts the entry.
    mutating func hold(_ holding: Holding, by consumer: ConsumerKey) {
        consumers[consumer].activity.entries += 1
        if !consumers[consumer].holdings.contains(holding) {
            consumers[consumer].holdings.append(holding)
        }
    }

    /// Notes what a consumer has ordered and tells of it; the model has no order before it is complete.
    mutating func ordered(
        _ note: OrderNote, by consumer: ConsumerKey, in distribution: DistributionKey
    ) {
        let order = Order(
            id: note.id ?? nextIdentifier(.order), distribution: distribution, completedAt: now,
            total: note.total)
        consumers[consumer].orders.append(order)
        occurred(.completed(order), to: consumer, in: distribution)
    }

    /// Whether a consumer has completed as many orders as the organization allows.
    func hasReachedOrderLimit(_ consumer: ConsumerKey) -> Bool {
        settings.orderLimit.map { consumers[consumer].orders.count >= $0 } ?? false
    }

    /// Signs the admission token of specs/v1/contract.md#queues.admission.
    mutating func admission(
        to distribution: DistributionKey, for consumer: ConsumerKey, fingerprint: String?
    ) -> Admission {
        consumers[consumer].activity.admissions += 1
        return admission(
            to: distribution, for: identifier(of: consumer), fingerprint: fingerprint, since: now)
    }

    /// Signs what proves a win: the same text however often it is asked for (RFC 8032 is deterministic), until
    /// the key is retired that signed when it was won.
    func admission(
        by win: Win, to distribution: DistributionKey, fingerprint: String?,
        price: (amount: Money, currency: Currency)? = nil
    ) -> Admission {
        admission(
            to: distribution,
            for: identifiers.text(kind(of: win.winner, now: win.kind), win.winner),
            fingerprint: fingerprint, since: win.wonAt, price: price)
    }

    private func admission(
        to distribution: DistributionKey, for consumer: String, fingerprint: String?,
        since admittedAt: Instant, price: (amount: Money, currency: Currency)? = nil
    ) -> Admission {
        let expiresAt = admittedAt + catalogue.admissionWindow(of: distribution, at: admittedAt)
        let claims = wording.admissionClaims(
            AdmissionFacts(
                consumerID: consumer, distribution: distribution,
                distributionID: catalogue.id(of: distribution), admittedAt: admittedAt,
                expiresAt: expiresAt, fingerprint: fingerprint, price: price))
        return Admission(
            token: signingKeys.signer(at: admittedAt).sign(
                JSONNode(claims), namesKey: settings.tokensNameTheirKey),
            admittedAt: admittedAt, expiresAt: expiresAt)
    }

    /// specs/v1/contract.md#fingerprints: required only when the organization says so.
    func requireFingerprint(_ fingerprint: String?) throws(FanfareError) {
        try require(
            fingerprint != nil || !settings.requiresFingerprint,
            or: .fingerprintRequired(referenceCode: supportCode("\(now.milliseconds)")))
    }

    /// An admission that was bound to a device is good on that device only.
    func requireSameDevice(
        _ fingerprint: String?, as bound: String?, _ resource: Resource, token: String
    ) throws(FanfareError) {
        try requireFingerprint(fingerprint)
        guard let bound, let fingerprint else { return }
        try require(
            fingerprint == bound,
            or: .deviceMismatch(resource, confirmationCode: supportCode(token)))
    }

    /// A short code a person can read out to support: the same for the same cause.
    private func supportCode(_ cause: String) -> String {
        var generator = SeededGenerator(seed: era.seed(0), stream: cause)
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<8).map { _ in letters[Int(generator.next() % 32)] })
    }
}
