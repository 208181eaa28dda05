extension HTTPHeaders {
    /// Fields that a server would otherwise add by itself.
    struct OwnFields: OptionSet {
        let rawValue: UInt8
        static let date = OwnFields(rawValue: 1)
        static let length = OwnFields(rawValue: 2)
        /// Whether the connection goes on, which only the server knows, though a program may ask for
        /// its end.
        static let connection = OwnFields(rawValue: 4)
        /// How the body is framed, which only the server decides.
        static let framing = OwnFields(rawValue: 8)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Which of those has a name.
        init(_ name: StaticString) {
            let bytes = UnsafeBufferPointer(
                start: name.utf8Start, count: name.utf8CodeUnitCount)
            // Nearly all names are told apart by their length and first letter.
            switch (bytes.count, bytes.first?.lowercased) {
            case (4, UInt8(ascii: "d")) where bytes.isWord("date"): self = .date
            case (10, UInt8(ascii: "c")) where bytes.isWord("connection"): self = .connection
            case (14, UInt8(ascii: "c")) where bytes.isWord("content-length"): self = .length
            case (17, UInt8(ascii: "t")) where bytes.isWord("transfer-encoding"): self = .framing
            default: self = []
            }
        }
    }

    /// Which of those there are.
    var own: OwnFields { isWireForm ? ownFields : searchedOwnFields }

    var searchedOwnFields: OwnFields {
        fields.reduce(into: []) { found, field in found.formUnion(ownField(field)) }
    }

    /// Which of those a field is.
    func ownField(_ field: Field) -> OwnFields {
        switch field.nameCount {
        case 4 where isNamed(field, "date"): .date
        case 10 where isNamed(field, "connection"): .connection
        case 14 where isNamed(field, "content-length"): .length
        case 17 where isNamed(field, "transfer-encoding"): .framing
        default: []
        }
    }
}
