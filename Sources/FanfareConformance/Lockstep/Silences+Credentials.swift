import HTTPEngine
import JSONTree

/// Who may ask, where no clause says it.
extension Silences {
    /// Whether it is open that a call is refused for its credentials, which the oracle grants.
    func leavesCredentialsOpen(_ call: CallMove) -> Bool {
        guard call.isPublic else { return false }
        // That a secret key serves for a publishable one is not said.
        if call.isOfServer { return true }
        // Nor that a token is looked at which nobody asks for: one that is good is no reason to refuse.
        guard let token = call.token else { return false }
        return !token.hasSuffix(".accessToken}") || hasLinked || has("POST /auth/logout")
    }

    /// Whether a guest is refused, as such, where one has to sign in: in which words, and with which of the two
    /// statuses, is not said.
    func refusesGuest(_ call: CallMove, _ expected: HTTPResponse, _ actual: HTTPResponse) -> Bool {
        let reading = [
            "POST /auctions/*/bid": "guests.auctions",
            "POST /appointments/*/book": "guests.appointments",
        ][call.operation]
        return reading.flatMap { readings[$0] } == "signIn" && mergers.isOfGuest(call)
            && Set([expected.status, actual.status]) == [401, 403]
    }

    /// How long an access token lives that nothing else is configured of.
    private static let lifetime = TimeSpan(milliseconds: 60 * 60_000)

    /// Whether a token is taken whose time is over, whatever else may have ended it.
    func endsByTime(
        _ call: CallMove, _ expected: HTTPResponse, _ actual: HTTPResponse, at now: Timestamp
    ) -> Bool {
        guard expected.status == 401, actual.status != 401, !call.isElsewhere,
            expected.json?["error"]?.string == DocumentedAnswers.unauthenticated,
            let token = call.token, token.contains(".accessToken"),
            let since = mergers.since(token)
        else { return false }
        return now >= since.advanced(by: Self.lifetime)
    }
}

extension CallMove {
    /// The calls below /auth that need more than a publishable key.
    private static let closed: Set = ["POST /auth/logout", "POST /auth/external/authorize"]

    /// Whether a publishable key is enough for it.
    fileprivate var isPublic: Bool {
        if operation.hasPrefix("POST /auth/") { return !Self.closed.contains(operation) }
        return method == "GET" && !operation.hasPrefix("GET /consumers/")
            && !operation.hasSuffix("/status") && !operation.hasSuffix("/history")
    }
}
