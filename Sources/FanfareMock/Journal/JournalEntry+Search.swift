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
        withContiguousStorageIfAvailable { $0.holds(search) }
            ?? Array(self).withUnsafeBufferPointer { $0.holds(search) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Looks from the end of each place first, and skips by what stands there (Horspool, 1980).
    fileprivate func holds(_ search: [UInt8]) -> Bool {
        guard let last = search.indices.last else { return true }
        guard count > last else { return false }
        var skips = [Int](repeating: search.count, count: 256)
        for (index, byte) in search.dropLast().enumerated() {
            skips[Int(byte)] = last - index
            skips[Int(byte.upperCase)] = last - index
        }
        var start = 0
        while start + last < count {
            var index = last
            while self[start + index].lowerCase == search[index] {
                if index == 0 { return true }
                index -= 1
            }
            start += skips[Int(self[start + last])]
        }
        return false
    }
}

extension UInt8 {
    fileprivate var lowerCase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    fileprivate var upperCase: UInt8 { (0x61...0x7A).contains(self) ? self & 0xDF : self }
}
