import HTTPEngine
import JSONTree

/// What profiles have said of people: when somebody came first stays, and the rest while a profile says that
/// nothing was updated.
struct RecordedProfiles {
    private static let updated = ["email", "phone", "fullName"]
    /// The calls after which somebody may be reached otherwise within the same second.
    private static let changing: Set = ["POST /auth/otp/verify", "POST /auth/external/exchange"]

    private var profiles: [String: JSONNode] = [:]
    private var created: [String: JSONNode] = [:]
    /// The address that each consumer has shown to be theirs last.
    private var verified: [String: (address: String, at: Timestamp)] = [:]

    /// What of a good answer contradicts the profile that was answered before.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ documented: DocumentedAnswers
    ) -> [RecordedFlaw] {
        if Self.changing.contains(known.operation.name) { profiles = [:] }
        if known.operation.name == "POST /auth/otp/verify" {
            if let id = body?["session"]?["consumerId"]?.string {
                verified[id] = known.call.sent?["email"]?.string.map { ($0, known.call.endedAt) }
            }
        }
        guard known.operation.name.hasPrefix("GET /consumers/"), let body,
            let id = body["id"]?.string
        else { return [] }
        defer {
            profiles[id] = body
            created[id] = body["createdAt"]
        }
        let unverified = address(known, body, of: id, documented).map { [$0] } ?? []
        if let first = created[id], first != body["createdAt"] {
            return unverified
                + [
                    documented.flaw(
                        known, ["createdAt"], expected: first, actual: body["createdAt"],
                        "was created then, as answered before")
                ].compactMap(\.self)
        }
        guard let before = profiles[id] else { return unverified }
        func flaw(_ name: String, _ reason: String) -> RecordedFlaw? {
            let (one, other) = (before[name] ?? .null, body[name] ?? .null)
            guard one != other else { return nil }
            let told = Self.updated.contains(name) ? "what it was before" : nil
            return documented.flaw(
                known, [name], expected: one, told: told, actual: other, reason)
        }
        var flaws: [RecordedFlaw?] = unverified
        if let updated = before["updatedAt"]?.string, updated == body["updatedAt"]?.string {
            flaws += Self.updated.map {
                flaw($0, "was so before, and has not been updated since \(updated)")
            }
        }
        return flaws.compactMap(\.self)
    }

    /// Another address than the one whose code has just been verified.
    private func address(
        _ known: RecordedTraffic.Known, _ body: JSONNode, of id: String,
        _ documented: DocumentedAnswers
    ) -> RecordedFlaw? {
        guard let (address, at) = verified[id], known.call.isAfter(at), !known.call.isMasked,
            body["email"]?.string?.lowercased() != address.lowercased()
        else { return nil }
        return documented.flaw(
            known, ["email"], expected: JSONNode(address),
            told: "the address that was verified", actual: body["email"],
            "the code that was sent to it was verified before")
    }
}
