import SafeText
import Synchronization

/// The finder of a mask's secrets, made when the first text is masked.
///
/// A run learns secrets from every answer, and one that finds nothing wrong shows no text: making
/// the forms in which a secret may be repeated was two fifths of its work.
final class LateFinder: Sendable {
    private let made = Mutex<SecretFinder?>(nil)

    var isMade: Bool { made.withLock { $0 != nil } }

    /// The finder of these secrets, which are the same whoever asks.
    func finder(of secrets: [String]) -> SecretFinder {
        made.withLock { made in
            if let made { return made }
            var finder = SecretFinder()
            for secret in secrets { finder.add(secret) }
            made = finder
            return finder
        }
    }
}
