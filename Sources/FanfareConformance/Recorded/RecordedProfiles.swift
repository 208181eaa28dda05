import HTTPEngine
import JSONTree

/// What profiles have said of people: when somebody came first stays, and the rest while a profile says that
/// nothing was updated.
struct RecordedProfiles {
    private static let updated = ["email", "phone", "fullName"]
    /// The calls after which somebody may be reached otherwise within the same second.
    private static let changing: Set = ["POST /auth/otp/verify", "POST /auth/external/exchange"]

    private var profiles: [String: JSONNode] = [:]

    /// What of a good answer contradicts the profile that was answered before.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ documented: DocumentedAnswers
    ) -> [RecordedFlaw] {
        if Self.changing.contains(known.operation.name) { profiles = [:] }
        guard known.operation.name.hasPrefix("GET /consumers/"), let body,
            let id = body["id"]?.string
        else { return [] }
        defer { profiles[id] = body }
        guard let before = profiles[id] else { return [] }
        func flaw(_ name: String, _ reason: String) -> RecordedFlaw? {
            let (one, other) = (before[name] ?? .null, body[name] ?? .null)
            guard one != other else { return nil }
            let told = Self.updated.contains(name) ? "what it was before" : nil
            return documented.flaw(
                known, [name], expected: one, told: told, actual: other, reason)
        }
        var flaws = [flaw("createdAt", "was created then, as answered before")]
        if let updated = before["updatedAt"]?.string, updated == body["updatedAt"]?.string {
            flaws += Self.updated.map {
                flaw($0, "was so before, and has not been updated since \(updated)")
            }
        }
        return flaws.compactMap(\.self)
    }
}
