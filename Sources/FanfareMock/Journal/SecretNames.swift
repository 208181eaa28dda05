import Synchronization

/// Gives each secret a name in the order in which they come, so that one can follow it and nobody can use
/// it: `token-3`, `code-2`.
final class SecretNames: Sendable {
    private struct State {
        var names: [String: String] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// The name of a secret, by how it begins.
    func name(of secret: String, beginning kind: String?) -> String {
        state.withLock { state in
            if let name = state.names[secret] { return name }
            let word =
                switch kind {
                case "eyJ": "token"
                case "exc_": "code"
                case .some: "key"
                case nil:
                    secret.utf8.allSatisfy { (0x30...0x39).contains($0) } ? "code" : "secret"
                }
            let count = (state.counts[word] ?? 0) + 1
            state.counts[word] = count
            state.names[secret] = "\(word)-\(count)"
            return "\(word)-\(count)"
        }
    }
}
