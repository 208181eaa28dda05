/// A recursive descent over the grammar of RFC 8259, one function per production.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0
    var depthLeft: Int
    /// The names of the members that are kept, nil for all.
    var keptNames: Set<String>?
    /// Whether what is read is held to the grammar alone: of arrays and objects nothing is kept.
    var isPassing = false
    private var valuesLeft: Int
    private let limits: JSONLimits

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        depthLeft = limits.depth
        valuesLeft = limits.values
    }

    /// Reads `JSON-text = ws value ws`.
    mutating func parseDocument() throws(JSONError) -> JSONNode {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONError(.byteOrderMark, at: 0) }
        skipWhitespace()
        let node = try parseValue()
        skipWhitespace()
        guard index == bytes.count else { throw JSONError(.trailingBytes, at: index) }
        return node
    }

    /// Reads `value = false / null / true / object / array / number / string`.
    mutating func parseValue() throws(JSONError) -> JSONNode {
        let start = index
        guard valuesLeft > 0 else { throw JSONError(.tooMany(limit: limits.values), at: index) }
        valuesLeft -= 1
        switch try peek() {
        case .quote: return JSONNode(.string(try parseString()), offset: start)
        case .openBrace: return JSONNode(.object(try parseObject()), offset: start)
        case .openBracket: return JSONNode(.array(try parseArray()), offset: start)
        case .minus, .zero ... .nine: return JSONNode(.number(try parseNumber()), offset: start)
        case UInt8(ascii: "t"): return JSONNode(try parseWord("true", .bool(true)), offset: start)
        case UInt8(ascii: "f"): return JSONNode(try parseWord("false", .bool(false)), offset: start)
        case UInt8(ascii: "n"): return JSONNode(try parseWord("null", .null), offset: start)
        case let byte: throw JSONError(.unexpectedByte(byte, expected: "a value"), at: index)
        }
    }

    /// Reads `object = begin-object [ member *( value-separator member ) ] end-object`.
    private mutating func parseObject() throws(JSONError) -> [JSONMember] {
        try enter()
        skipWhitespace()
        var members: [JSONMember] = []
        if try peek() == .closeBrace { leave(); return members }
        while true {
            if let member = try parseMember() { members.append(member) }
            skipWhitespace()
            switch try peek() {
            case .comma: index += 1
            case .closeBrace: leave(); return members
            case let byte: throw JSONError(.unexpectedByte(byte, expected: "',' or '}'"), at: index)
            }
            skipWhitespace()
        }
    }

    /// Reads `member = string name-separator value`; nil for one that is not kept.
    private mutating func parseMember() throws(JSONError) -> JSONMember? {
        let keyOffset = index
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
        if isPassing || !(keptNames?.contains(key) ?? true) {
            try passValue()
            return nil
        }
        return JSONMember(key, try parseValue(), keyOffset: keyOffset)
    }

    /// Reads a value of which nothing is kept but that of a scalar.
    @discardableResult
    mutating func passValue() throws(JSONError) -> JSONNode {
        let before = isPassing
        isPassing = true
        defer { isPassing = before }
        return try parseValue()
    }

    /// Reads `array = begin-array [ value *( value-separator value ) ] end-array`.
    private mutating func parseArray() throws(JSONError) -> [JSONNode] {
        try enter()
        skipWhitespace()
        var elements: [JSONNode] = []
        if try peek() == .closeBracket { leave(); return elements }
        while true {
            let element = try parseValue()
            if !isPassing { elements.append(element) }
            skipWhitespace()
            switch try peek() {
            case .comma: index += 1
            case .closeBracket: leave(); return elements
            case let byte: throw JSONError(.unexpectedByte(byte, expected: "',' or ']'"), at: index)
            }
            skipWhitespace()
        }
    }

    private mutating func parseWord(
        _ word: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for letter in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
            let byte = try peek()
            guard byte == letter else {
                throw JSONError(.unexpectedByte(byte, expected: "\(word)"), at: index)
            }
            index += 1
        }
        return value
    }
}

extension JSONParser {
    func peek() throws(JSONError) -> UInt8 {
        guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: index) }
        return bytes[index]
    }

    /// Skips `ws = *( %x20 / %x09 / %x0A / %x0D )`.
    mutating func skipWhitespace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depthLeft > 0 else { throw JSONError(.tooDeep(limit: limits.depth), at: index) }
        depthLeft -= 1
        index += 1
    }

    private mutating func leave() {
        depthLeft += 1
        index += 1
    }
}
