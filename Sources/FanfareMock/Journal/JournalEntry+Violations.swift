import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

extension JournalEntry {
    /// What was odd about the request.
    func violations(_ reader: JournalReader) -> [Violation] {
        // What the mock passes on is no call of the API.
        if facts.forwardedTo != nil { return [] }
        // What was refused says why, and may not be there as a whole.
        if facts.refusal != nil { return [] }
        let (edition, path) = reader.find(request)
        return Inspection(request, edition, path).violations + tokenViolations(reader)
    }

    private func tokenViolations(_ reader: JournalReader) -> [Violation] {
        switch facts.finding == .foreign ? closerFinding(reader) : facts.finding {
        case nil, .good: isSuperseded ? [Self.superseded] : []
        case .expired: [Violation(.tokenExpired, "The token's time was over.")]
        case .sessionEnded:
            [
                Violation(
                    .tokenOfEndedSession,
                    "The token's session had ended: logged out, replaced when a guest was linked, "
                        + "or gone with a reset."
                )
            ]
        case .used:
            [Violation(.tokenUsed, "A refresh token is good once; this one had been used.")]
        case .otherKind:
            [Violation(.tokenOfOtherKind, "An access and a refresh token were mixed up.")]
        case .foreign:
            [
                Violation(
                    .tokenForeign,
                    "The token was not issued by this organization, was changed, or its key was "
                        + "retired.")
            ]
        }
    }

    /// What was the matter with a token that was not remembered.
    private func closerFinding(_ reader: JournalReader) -> TokenStatus {
        let (keys, at) = (reader.publicKeys, reader.stampsRealTime ? facts.real : facts.at)
        if let token = request.refreshToken {
            return TokenStatus(of: token, asRefresh: true, at: at, issuedBy: keys)
        }
        let token = request.headers["Authorization"]?.split(separator: " ").last ?? ""
        return TokenStatus(
            of: String(token), asRefresh: false, at: at, issuedBy: keys)
    }

    private static let superseded = Violation(
        .tokenSuperseded, "The session had a newer access token; a client should use the newest.")

    /// Whether the access token was older than the newest of its session.
    private var isSuperseded: Bool {
        guard let newestTokensAt = facts.newestTokensAt,
            let token = request.headers["Authorization"]?.split(separator: " ").last,
            let issuedAt = try? JWT.decode(String(token)).claims["iat"]?.integer
        else { return false }
        return issuedAt < newestTokensAt.seconds
    }
}
