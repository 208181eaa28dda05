import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// Why a code was refused, for people: the API itself answers several causes in the same words.
struct CodeReason {
    let world: World

    /// The reason behind an error, in a sentence; nil where the error is not about a code.
    func sentence(for error: FanfareError, _ request: HTTPRequest) -> String? {
        switch error {
        case .otpInvalid, .otpExpired:
            guard let body = try? JSONNode(parsing: request.body) else { return nil }
            var fields = FieldReader(body)
            return fields.recipient().map { ofPassword(fields.string("code"), to: $0) }
        case .invalidExchangeCode, .exchangeCodeExpired:
            let code = (try? JSONNode(parsing: request.body))?["exchangeCode"]?.string
            return code.map(ofExchangeCode)
        default: return nil
        }
    }

    private func ofPassword(_ code: String, to recipient: Recipient) -> String {
        let messages = world.inbox.messages(to: recipient)
        guard let newest = messages.last else { return "No code was sent to this recipient." }
        if let message = messages.last(where: { constantTimeEqual($0.code, code) }) {
            if message.ending?.cause == .void {
                return "The address chooses that the code of \(name(message)) is never good."
            }
            return "The code of \(name(message)) \(fate(message))."
        }
        guard newest.state(at: world.now) == .sent else {
            return "The code was never sent to this recipient, and that of the newest message, "
                + "\(name(newest)), \(fate(newest)): only a new one will do."
        }
        let limit = world.settings.oneTimePasswordTries
        let tries = "\(world.wrongTries(of: recipient)) of \(limit) tries are used up"
        return
            "The code was never sent to this recipient; \(name(newest)) has another, and \(tries)."
    }

    private func ofExchangeCode(_ code: String) -> String {
        switch world.fate(ofExchangeCode: code) {
        case .usable: "The exchange code would be good."
        case .used(let at): "The exchange code was used \(since(at))."
        case .expired(let at): "The exchange code's 60 seconds were over \(since(at))."
        case .unknown: "The exchange code was not made by this organization, or long ago."
        }
    }

    private func name(_ message: Inbox.Message) -> String {
        world.inbox.identifier(of: message.number)
    }

    /// What has become of a code, as the end of a sentence.
    private func fate(_ message: Inbox.Message) -> String {
        switch message.ending {
        case nil:
            world.now < message.expiresAt
                ? "would be good" : "expired \(since(message.expiresAt))"
        case let ending?:
            switch ending.cause {
            case .used: "was used \(since(ending.at))"
            case .replaced(let number):
                "was replaced by \(world.inbox.identifier(of: number)) \(since(ending.at))"
            case .spent: "was spent \(since(ending.at)) by too many wrong codes"
            case .void: "is never good, as the address chooses"
            }
        }
    }

    /// `at the same moment`, `2s before`.
    private func since(_ instant: Instant) -> String {
        let milliseconds = (world.now - instant).inMilliseconds
        return milliseconds <= 0 ? "at the same moment" : "\(Self.words(milliseconds)) before"
    }

    /// The two largest units, as the clock takes them: `61s` is `1m1s`.
    private static func words(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms"),
        ]
        var (rest, words) = (milliseconds, [String]())
        for (size, unit) in units where rest >= size && words.count < 2 {
            words.append("\(rest / size)\(unit)")
            rest %= size
        }
        return words.joined()
    }
}
