import JSONTree

/// What a caller of the mock has been told and may say again, newest last.
struct Learned {
    /// One organization with its keys.
    struct Organization {
        let id: String
        let publishableKey: String
        let secretKey: String
    }

    private(set) var tokens: [String] = []
    private(set) var refreshTokens: [String] = []
    private(set) var exchangeCodes: [String] = []
    private(set) var admissionTokens: [String] = []
    private(set) var codes: [String] = []
    private(set) var consumers: [String] = []
    private(set) var identifiers: [String] = []
    private(set) var organizations: [Organization] = []

    mutating func learn(from node: JSONNode) {
        if let organization = Organization(node) { organizations.append(organization) }
        for element in (node.elements ?? []).suffix(8) { learn(from: element) }
        for member in node.members ?? [] {
            if let text = member.node.string {
                learn(text, member.key)
            } else {
                learn(from: member.node)
            }
        }
    }

    private mutating func learn(_ text: String, _ name: String) {
        switch name {
        case "accessToken": Self.add(text, to: &tokens)
        case "refreshToken": Self.add(text, to: &refreshTokens)
        case "exchangeCode": Self.add(text, to: &exchangeCodes)
        case "admissionToken": Self.add(text, to: &admissionTokens)
        case "code": Self.add(text, to: &codes)
        case "consumerId": Self.add(text, to: &consumers)
        case "id": Self.add(text, to: &identifiers)
        default: break
        }
    }

    /// Keeps the newest few.
    private static func add(_ text: String, to texts: inout [String]) {
        guard !texts.contains(text) else { return }
        if texts.count == 8 { texts.removeFirst() }
        texts.append(text)
    }
}

extension Learned.Organization {
    init?(_ node: JSONNode) {
        guard let id = node["organizationId"]?.string, let key = node["publishableKey"]?.string,
            let secret = node["secretKey"]?.string
        else { return nil }
        self.init(id: id, publishableKey: key, secretKey: secret)
    }
}
