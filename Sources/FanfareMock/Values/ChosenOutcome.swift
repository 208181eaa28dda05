import FanfareModel

/// What an email, phone or external subject chooses by itself; ordinary ones choose nothing.
///
/// It is pure input: no switch is thrown, and nobody else is touched.
enum ChosenOutcome: String, CaseIterable, Sendable {
    case expired, invalid, limited, taken, slow

    /// How long the slow answers take, in real time.
    static let slowness = Duration.seconds(3)

    /// What is chosen by `ann+expired@example.com` or `+12025550101`.
    init?(_ recipient: Recipient) {
        switch recipient {
        case .email(let address):
            let local = address.utf8.prefix { $0 != UInt8(ascii: "@") }
            self.init(tagOf: Substring(local))
        case .phone(let number):
            guard let value = Self.allCases.first(where: { $0.phone == number }) else { return nil }
            self = value
        }
    }

    /// What is chosen by the subject `customer-7+expired`.
    init?(_ identity: ExternalIdentity) { self.init(tagOf: identity.subject[...]) }

    /// What stands after the last plus sign.
    private init?(tagOf text: Substring) {
        guard let plus = text.utf8.lastIndex(of: UInt8(ascii: "+")) else { return nil }
        self.init(rawValue: String(text[text.utf8.index(after: plus)...]))
    }

    /// The number that chooses it, out of the block that belongs to nobody (+1 202 555 01xx).
    var phone: String {
        switch self {
        case .expired: "+12025550101"
        case .invalid: "+12025550102"
        case .limited: "+12025550103"
        case .taken: "+12025550104"
        case .slow: "+12025550105"
        }
    }

    /// How a code for it is handed out.
    var code: IssuedCode.State {
        switch self {
        case .expired: .expired
        case .invalid: .void
        case .limited, .taken, .slow: .usable
        }
    }
}

extension ChosenOutcome? {
    /// Refuses whoever chose to have asked too often, until the running minute is over.
    func checkLimit(at now: Instant) throws(FanfareError) {
        guard self == .limited else { return }
        let second = Int(now.seconds % 60)
        throw .rateLimited(retryAfter: 60 - (second < 0 ? second + 60 : second))
    }

    /// The answer of an operation, held back for whoever chose so, be it an error or not.
    func answer(
        _ context: RequestContext, _ operation: () throws(FanfareError) -> Reply
    ) throws(FanfareError) -> Reply {
        guard self == .slow else { return try operation() }
        var reply: Reply
        do throws(FanfareError) {
            reply = try operation()
        } catch {
            reply = context.edition.errors.reply(error)
        }
        reply.delay = ChosenOutcome.slowness
        return reply
    }
}
