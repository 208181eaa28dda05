import HTTPEngine
import JSONTree
import TokenSigning

extension JournalEntry {
    /// The consumer whom the call is about: whose token came, whom the body names, or whose session
    /// was answered; nil for none.
    var consumerID: String? {
        if let token = request.headers["Authorization"]?.split(separator: " ").last,
            let id = try? JWT.decode(String(token)).claims["consumerId"]?.string
        {
            return id
        }
        if let id = Self.document(request.body)?["consumerId"]?.string { return id }
        return Self.document(response.body)?["session"]?["consumerId"]?.string
    }

    private static func document(_ body: [UInt8]) -> JSONNode? {
        body.isEmpty ? nil : try? JSONNode(parsing: body)
    }

    /// Whether bytes in lower case stand in the path with its query, in the id or in a body.
    func holds(_ search: [UInt8]) -> Bool {
        request.target.utf8.holds(search)
            || response.headers["X-Request-Id"]?.utf8.holds(search) == true
            || request.body.holds(search) || response.body.holds(search)
    }

    /// The request as it came, for whoever sends it again.
    var sent: JSONNode {
        let fields = request.headers.map { name, value -> JSONNode in
            ["name": JSONNode(name), "value": JSONNode(value)]
        }
        return [
            "method": JSONNode(request.method), "target": JSONNode(request.target),
            "headers": JSONNode(fields),
            "body": request.body.isEmpty
                ? .null : JSONNode(String(decoding: request.body, as: UTF8.self)),
        ]
    }
}

extension Collection<UInt8> {
    /// Whether bytes in lower case stand in these, whatever the case of theirs.
    func holds(_ search: [UInt8]) -> Bool {
        guard let first = search.first else { return true }
        var rest = self[...]
        while let start = rest.firstIndex(where: { $0.lowerCase == first }) {
            rest = rest[start...]
            if rest.lazy.map(\.lowerCase).starts(with: search) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}

extension UInt8 {
    fileprivate var lowerCase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
