import JSONTree

/// What a test does to one consumer, where neither the client under test nor a backend has a call for it.
extension MockOrganization {
    /// Does something to a consumer in a distribution, both by their identifiers.
    ///
    /// An act that means nothing there, such as admitting to an auction, throws what could be done instead.
    public func act(
        _ act: VisitorAct, on consumer: String, in distribution: String
    ) async throws(MockControlError) {
        _ = try await control(
            "POST", "/consumers/\(Query.encode(consumer))/\(act.rawValue)",
            ["in": JSONNode(distribution)])
    }

    /// Starts a session of a consumer without a code, and answers its tokens.
    public func signIn(
        _ consumer: String
    ) async throws(MockControlError) -> (accessToken: String, refreshToken: String) {
        let answer = try await control("POST", "/consumers/\(Query.encode(consumer))/sign-in")
        return (answer["accessToken"]?.string ?? "", answer["refreshToken"]?.string ?? "")
    }

    /// Ends all sessions of a consumer, and answers how many went on until now.
    @discardableResult
    public func signOut(_ consumer: String) async throws(MockControlError) -> Int {
        let answer = try await control("POST", "/consumers/\(Query.encode(consumer))/sign-out")
        return answer["endedSessions"]?.integer ?? 0
    }
}
