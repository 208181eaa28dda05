/// Why a mock did not do what a test asked of it.
public struct MockControlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, and what to do about it.
    public let description: String
    /// The status of the refusal, nil where there was no answer.
    public let status: Int?

    init(_ description: String, status: Int? = nil) {
        self.description = description
        self.status = status
    }
}
