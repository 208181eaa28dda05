import JSONTree

extension Access {
    /// The combinations of credentials that let a call through (specs/v1/contract.md#credentials);
    /// nil for those that a document names once for all calls.
    ///
    /// A secret key does where a publishable one does. That stands in the document's introduction
    /// only: a client made for browsers must not be offered a place for it.
    var security: [JSONNode]? {
        let consumer: JSONNode = ["publishableKey": [], "consumerToken": []]
        return switch self {
        case .anyone: []
        case .publishable: [["publishableKey": []]]
        case .publishableOrConsumer: [["publishableKey": []], consumer]
        case .consumer, .control: nil
        case .tokenAlone: [["consumerToken": []], consumer]
        case .secret: [["secretKey": []], ["organizationId": [], "secretKeyHeader": []]]
        }
    }
}
