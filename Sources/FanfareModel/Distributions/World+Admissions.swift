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

    /// Whether a consumer has completed as many orders as the organization allows.
    func hasReachedOrderLimit(_ consumer: ConsumerKey) -> Bool {
        settings.orderLimit.map { consumers[consumer].orders.count >= $0 } ?? false
    }

    /// Signs the admission token of contract section 6.
    mutating func admission(
        to distribution: DistributionKey, for consumer: ConsumerKey, fingerprint: String?
    ) -> Admission {
        let (id, type, window) = catalogue.admissionTerms(of: distribution, at: now)
        let expiresAt = now + window
        consumers[consumer].activity.admissions += 1
        var claims: [JSONMember] = [
            JSONMember("consumerId", JSONNode(consumers[consumer].identifier)),
            JSONMember("distributionId", JSONNode(id)),
            JSONMember("distributionType", JSONNode(type)),
            JSONMember("admittedAt", JSONNode(now.iso8601)),
            JSONMember("expiresAt", JSONNode(expiresAt.iso8601)),
        ]
        if let fingerprint { claims.append(JSONMember("fingerprint", JSONNode(fingerprint))) }
        return Admission(
            token: signer.sign(JSONNode(claims)), admittedAt: now, expiresAt: expiresAt)
    }

    /// Contract section 6, "Fingerprints": required only when the organization says so.
    func requireFingerprint(_ fingerprint: String?) throws(FanfareError) {
        try require(
            fingerprint != nil || !settings.requiresFingerprint,
            or: .fingerprintRequired(referenceCode: supportCode("\(now.milliseconds)")))
    }

    /// An admission that was bound to a device is good on that device only.
    func requireSameDevice(
        _ fingerprint: String?, as bound: String?, token: String
    ) throws(FanfareError) {
        guard let bound else { return }
        guard let fingerprint else { return try requireFingerprint(nil) }
        try require(
            fingerprint == bound, or: .deviceMismatch(confirmationCode: supportCode(token)))
    }

    /// A short code a person can read out to support: the same for the same cause.
    private func supportCode(_ cause: String) -> String {
        var generator = SeededGenerator(
            seed: cause.utf8.reduce(14_695_981_039_346_656_037) {
                ($0 ^ UInt64($1)) &* 1_099_511_628_211
            })
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<8).map { _ in letters[Int(generator.next() % 32)] })
    }
}
