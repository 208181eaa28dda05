/// A row of the route table as people read it.
public struct RouteDescription: Sendable, Hashable {
    /// The method.
    public let method: String
    /// The path with its parameters in braces.
    public let path: String
    /// Who may make the call, in words.
    public let access: String
}

extension RouteDescription {
    /// Every call that the mock answers, in the order of the contract; the control protocol last.
    public static let all: [RouteDescription] = (Editions.all.routes + controlRoutes).map {
        route in
        RouteDescription(method: route.method, path: route.template, access: route.access.words)
    }
}

extension Access {
    /// Who it is in words.
    var words: String {
        switch self {
        case .anyone: "anyone"
        case .publishable: "publishable key"
        case .publishableOrConsumer: "publishable key, consumer token to link"
        case .consumer: "consumer token"
        case .tokenAlone: "consumer token alone"
        case .secret: "secret key"
        case .control: "control door"
        }
    }
}
