/// How large a document may be before the parser refuses it.
public struct JSONLimits: Sendable, Hashable {
    /// The largest number of arrays and objects inside one another.
    public var depth: Int
    /// The largest number of bytes.
    public var bytes: Int
    /// The largest number of values, those inside arrays and objects included.
    public var values: Int

    /// Makes limits; the defaults suit an API's bodies and this project's files.
    public init(depth: Int = 128, bytes: Int = 16 << 20, values: Int = .max) {
        self.depth = depth
        self.bytes = bytes
        self.values = values
    }
}

extension JSONNode {
    /// Parses a whole document by RFC 8259.
    public init(parsing text: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        guard text.count <= limits.bytes else {
            throw JSONError(.tooLong(limit: limits.bytes), at: limits.bytes)
        }
        let result = text.withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes: bytes, limits: limits)
            return Result { () throws(JSONError) in try parser.parseDocument() }
        }
        self = try result.get()
    }

    /// Parses a whole document by RFC 8259.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: [UInt8](text.utf8), limits: limits)
    }
}
