import SafeText
import Synchronization

/// What is known of a secret.
enum KnownSecret: Hashable, Sendable {
    /// All of it.
    case whole(String)
    /// How it begins: it is too long to be kept.
    case beginning(String)

    var text: String {
        switch self {
        case .whole(let text), .beginning(let text): text
        }
    }
}

/// The finder of a mask's secrets, made when the first text is masked.
///
/// A run learns secrets from every answer, and one that finds nothing wrong shows no text: making
/// the forms in which a secret may be repeated was two fifths of its work. They take twelve times the
/// room of the secrets, so that of all scenarios only that which was shown last keeps them.
final class LateFinder: Sendable {
    private static let last = Mutex<LateFinder?>(nil)
    private let made = Mutex<SecretFinder?>(nil)

    var isMade: Bool { made.withLock { $0 != nil } }

    /// The finder of these secrets, which are the same whoever asks.
    func finder(of secrets: [KnownSecret]) -> SecretFinder {
        let finder = made.withLock { made in
            if let made { return made }
            var finder = SecretFinder()
            for secret in secrets {
                switch secret {
                case .whole(let text): finder.add(text)
                case .beginning(let text): finder.add(text, isBeginning: true)
                }
            }
            made = finder
            return finder
        }
        let former = Self.last.withLock { last in
            defer { last = self }
            return last === self ? nil : last
        }
        former?.forget()
        return finder
    }

    private func forget() { made.withLock { $0 = nil } }
}
