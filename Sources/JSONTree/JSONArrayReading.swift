extension JSONNode {
    /// What became of a document of which one array was read element by element.
    public enum ArrayReading: Sendable {
        /// All of its elements were handed over.
        case whole
        /// Whoever took them wanted no more.
        case stopped
        /// There is no array at that place.
        case noArray
    }

    /// Reads a document and hands over each element of the array to which names lead, of which none is
    /// kept; so a large file takes no more memory than its bytes and what is kept of its largest element.
    ///
    /// Members of elements that are not among the `keeping` are left out, at any depth. `member` sees the
    /// scalars that stand before the array beside the way; `element` says whether to go on. A byte order
    /// mark, which some programs write, is passed over.
    public static func readArray(
        at path: [String], keeping names: Set<String>? = nil, of text: [UInt8],
        limits: JSONLimits = JSONLimits(bytes: .max),
        member: (String, JSONNode) -> Void, element: (JSONNode) -> Bool
    ) throws(JSONError) -> ArrayReading {
        let result = text.withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes: bytes, limits: limits)
            return Result { () throws(JSONError) in
                parser.keptNames = names
                if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.index = 3 }
                parser.skipWhitespace()
                let reading = try parser.readArray(path[...], member, element)
                if case .stopped = reading { return reading }
                parser.skipWhitespace()
                guard parser.index == bytes.count else {
                    throw JSONError(.trailingBytes, at: parser.index)
                }
                return reading
            }
        }
        return try result.get()
    }
}

extension JSONParser {
    /// Reads a value on the way to the array, or the array itself.
    fileprivate mutating func readArray(
        _ path: ArraySlice<String>, _ member: (String, JSONNode) -> Void,
        _ element: (JSONNode) -> Bool
    ) throws(JSONError) -> JSONNode.ArrayReading {
        guard let name = path.first else { return try readElements(element) }
        guard try peek() == .openBrace else {
            try passValue()
            return .noArray
        }
        index += 1
        skipWhitespace()
        var reading = JSONNode.ArrayReading.noArray
        if try peek() == .closeBrace {
            index += 1
            return reading
        }
        while true {
            let (key, isOnTheWay) = try readName(name)
            if isOnTheWay {
                reading = try readArray(path.dropFirst(), member, element)
                if case .stopped = reading { return reading }
            } else {
                member(key, try passValue())
            }
            skipWhitespace()
            guard try readSeparator(.closeBrace, "',' or '}'") else { return reading }
        }
    }

    private mutating func readName(
        _ wanted: String
    ) throws(JSONError) -> (key: String, isWanted: Bool) {
        let byte = try peek()
        guard byte == .quote else {
            throw JSONError(.unexpectedByte(byte, expected: "a name in quotes"), at: index)
        }
        let key = try parseString()
        skipWhitespace()
        let separator = try peek()
        guard separator == .colon else {
            throw JSONError(.unexpectedByte(separator, expected: "':'"), at: index)
        }
        index += 1
        skipWhitespace()
        return (key, key == wanted)
    }

    private mutating func readElements(
        _ element: (JSONNode) -> Bool
    ) throws(JSONError) -> JSONNode.ArrayReading {
        guard try peek() == .openBracket else {
            try passValue()
            return .noArray
        }
        index += 1
        skipWhitespace()
        if try peek() == .closeBracket {
            index += 1
            return .whole
        }
        while true {
            guard element(try parseValue()) else { return .stopped }
            skipWhitespace()
            guard try readSeparator(.closeBracket, "',' or ']'") else { return .whole }
        }
    }

    /// Passes what stands behind a member or an element; false at the end.
    private mutating func readSeparator(
        _ end: UInt8, _ expected: String
    ) throws(JSONError) -> Bool {
        let byte = try peek()
        index += 1
        if byte == end { return false }
        guard byte == .comma else {
            throw JSONError(.unexpectedByte(byte, expected: expected), at: index - 1)
        }
        skipWhitespace()
        return true
    }
}
