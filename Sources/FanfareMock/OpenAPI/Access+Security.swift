import JSONTree

extension Access {
    /// The combinations of credentials that let a call through (specs/v1/contract.md#credentials).
    var security: [JSONNode] {
        let secret: [JSONNode] = [
            ["secretKey": []], ["organizationId": [], "secretKeyHeader": []],
        ]
        let consumer: JSONNode = ["publishableKey": [], "consumerToken": []]
        return switch self {
        case .anyone, .control: []
        case .publishable: [["publishableKey": []]] + secret
        case .publishableOrConsumer: [["publishableKey": []], consumer] + secret
        case .consumer: [consumer]
        case .tokenAlone: [["consumerToken": []], consumer]
        case .secret: secret
        }
    }
}
