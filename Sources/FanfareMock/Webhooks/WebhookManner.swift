import FanfareModel
import TLS

/// How a receiver of webhooks is reached.
struct WebhookManner: Hashable, Sendable {
    /// How long it has to answer, in real time; specs/v1/contract.md#webhooks: thirty seconds.
    var timeout = Duration.seconds(30)
    /// Whose certificate it may show, over https.
    var trust = TLSContext.Trust.system

    /// Where another authority is named.
    static let remedy =
        "name its authority by \"certificateAuthorities\" (PEM), or trust anybody by \"insecure\": true"

    /// Reads what a call or a world file says of it; gives the member that is wrong, and why.
    static func reading(
        timeout: Duration?, authorities: String?, isInsecure: Bool?, of target: WebhookTarget
    ) -> Result<WebhookManner, Refusal> {
        var manner = WebhookManner()
        if let timeout {
            guard (.milliseconds(1)...longest).contains(timeout) else {
                return .failure(Refusal("timeout", "Expected 1ms to \(longest.words)"))
            }
            manner.timeout = timeout
        }
        guard authorities == nil || isInsecure != true else {
            return .failure(
                Refusal("insecure", "Either authorities are trusted or anybody is: leave one out"))
        }
        if let authorities { manner.trust = .pem(authorities) }
        if isInsecure == true { manner.trust = .anybody }
        guard target.isSecure else {
            guard manner.trust == .system else {
                return .failure(
                    Refusal(
                        authorities == nil ? "insecure" : "certificateAuthorities",
                        "Only a receiver at https:// shows a certificate"))
            }
            return .success(manner)
        }
        do throws(TLSContext.Refusal) {
            _ = try TLSContext(trusting: manner.trust, remedy: remedy)
            return .success(manner)
        } catch {
            return .failure(
                Refusal(authorities == nil ? "url" : "certificateAuthorities", "\(error)"))
        }
    }

    private static let longest = Duration.seconds(300)

    /// A member that says how, and cannot be followed.
    struct Refusal: Error {
        let member: String
        let message: String

        init(_ member: String, _ message: String) {
            self.member = member
            self.message = message
        }
    }
}

extension WebhookManner: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        timeout = try reader.read()
        switch try reader.integer(in: 0...2) {
        case 0: trust = .system
        case 1: trust = .anybody
        default: trust = .pem(try reader.read())
        }
    }

    func write(to writer: inout StateWriter) {
        writer.write(timeout)
        switch trust {
        case .system, .file: writer.write(0)
        case .anybody: writer.write(1)
        case .pem(let text):
            writer.write(2)
            writer.write(text)
        }
    }
}
