import FanfareModel

/// Who may make a call (specs/v1/contract.md#credentials).
enum Access: Sendable {
    /// Anybody.
    case anyone
    /// Whoever shows a publishable or a secret key.
    case publishable
    /// As `publishable`; a consumer's token beside it is used when it is there.
    case publishableOrConsumer
    /// A consumer with a publishable key beside the token; the error says what its absence means.
    case consumer(else: FanfareError)
    /// A consumer by the token alone.
    case tokenAlone
    /// Whoever shows a secret key.
    case secret
    /// Whoever reaches the control door.
    case control
}

/// One call of the API: who may make it, how often, and what it does.
final class Route: Sendable {
    typealias Operation = @Sendable (RequestContext) throws(FanfareError) -> Reply

    let method: String
    let template: String
    /// Method and template: `POST /queues/{id}/enter`.
    var row: String { "\(method) \(template)" }
    /// What people call the operation: `queues.enter`, `auth.otp.request`, `queues.get`.
    let name: String
    let access: Access
    let limit: RateLimitClass
    let operation: Operation
    /// Whether the parameter is the organization that the call is for.
    let namesOrganization: Bool
    /// What a control call takes; the API takes what the contract says, and more.
    let input: ControlInput
    /// Who may keep its answers when they are no errors.
    let cachePolicy: CachePolicy

    init(
        _ method: Method, _ template: String, _ access: Access, _ limit: RateLimitClass,
        _ operation: @escaping Operation, input: ControlInput = ControlInput(),
        called givenName: String? = nil, isSecondSpelling: Bool = false
    ) {
        self.method = method.rawValue
        self.template = template
        let name = givenName ?? Self.name(method.rawValue, template)
        // What another method of the same path does as well is called by the method, too.
        self.name = isSecondSpelling ? "\(name).\(method.rawValue.lowercased())" : name
        self.access = access
        namesOrganization = template.hasPrefix("/organizations/{id}/")
        self.limit = limit
        self.operation = operation
        self.input = input
        cachePolicy =
            if method == .get, case .publishable = access { .ownCacheAsksAgain } else { .noStore }
    }

    /// A call of the control protocol.
    convenience init(
        _ method: Method, _ template: String, query: [ControlField] = [],
        body: ControlInput.Body = .members([]), needsToken: Bool = true,
        isForEveryPage: Bool = false, isOfMock: Bool = false, called name: String,
        _ operation: @escaping Operation
    ) {
        self.init(
            method, template, .control, .status, operation,
            input: ControlInput(
                query: query, body: body, needsToken: needsToken, isOfMock: isOfMock || !needsToken,
                isForEveryPage: isForEveryPage),
            called: name)
    }

    enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }
}
