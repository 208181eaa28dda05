import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

extension JournalEntry {
    /// What was odd about the request.
    func oddities(_ reader: JournalReader) -> [Oddity] {
        // What the mock passes on is no call of the API.
        if facts.forwardedTo != nil { return [] }
        // What was refused says why, and may not be there as a whole.
        if facts.refusal != nil { return [] }
        return Inspection(request, reader.router).oddities + tokenOddities(reader.publicKey)
    }

    private func tokenOddities(_ publicKey: Ed25519PublicKey) -> [Oddity] {
        switch facts.finding == .foreign ? closerFinding(publicKey) : facts.finding {
        case nil, .good: isSuperseded ? [Self.superseded] : []
        case .expired: [Oddity(.tokenExpired, "The token's time was over.")]
        case .sessionEnded:
            [
                Oddity(
                    .tokenOfEndedSession,
                    "The token's session had ended: logged out, replaced when a guest was linked, "
                        + "or gone with a reset."
                )
            ]
        case .used:
            [
                Oddity(
                    .tokenUsed,
                    facts.resentAfter == nil
                        ? "A refresh token is good once; this one had been used."
                        : "A refresh token is good once; this one had been used by the same request, "
                            + "which the HTTP library sent again by itself.")
            ]
        case .otherKind:
            [Oddity(.tokenOfOtherKind, "An access and a refresh token were mixed up.")]
        case .foreign:
            [Oddity(.tokenForeign, "The token was not issued by this organization, or changed.")]
        }
    }

    /// What was the matter with a token that was not remembered.
    private func closerFinding(_ publicKey: Ed25519PublicKey) -> TokenFinding {
        if let token = request.refreshToken {
            return TokenFinding(of: token, asRefresh: true, at: facts.at, issuedBy: publicKey)
        }
        let token = request.headers["Authorization"]?.split(separator: " ").last ?? ""
        return TokenFinding(
            of: String(token), asRefresh: false, at: facts.at, issuedBy: publicKey)
    }

    private static let superseded = Oddity(
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
