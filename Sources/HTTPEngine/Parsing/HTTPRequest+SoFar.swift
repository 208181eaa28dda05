extension HTTPRequest {
    /// What can be read of bytes that are no acceptable request, or none yet; nil when not even a
    /// method can.
    ///
    /// Good for telling people what came and for finding out who sent it, never for serving it.
    init?(soFar bytes: Span<UInt8>) {
        var rest = bytes.withUnsafeBufferPointer { Array($0) }[...].drop { $0.isLineEnd }
        let line = rest.prefix { !$0.isLineEnd }
        let method = line.prefix { $0.isTokenByte }
        guard (1...Self.longestMethod).contains(method.count),
            method.endIndex == line.endIndex || line[method.endIndex] == .space
        else { return nil }
        let target = line[method.endIndex...].dropFirst().prefix { $0.isTargetByte }
        self.init(
            method: String(decoding: method, as: UTF8.self), target: "")
        self.target = String(decoding: target.prefix(Self.longestTarget), as: UTF8.self)
        rest = rest[line.endIndex...]
        while let field = Self.nextLine(of: &rest), !field.isEmpty { addReadable(field: field) }
    }

    private static let longestMethod = 32
    private static let longestTarget = 2048

    /// The next line without its end; nil where none is whole.
    private static func nextLine(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        // What is left of the line before.
        if rest.first == .carriageReturn { rest = rest.dropFirst() }
        guard rest.first == .lineFeed else { return nil }
        rest = rest.dropFirst()
        let line = rest.prefix { $0 != .carriageReturn && $0 != .lineFeed }
        guard line.endIndex < rest.endIndex else { return nil }
        rest = rest[line.endIndex...]
        return line
    }

    /// Adds the field that a line without its end holds, if it is one.
    mutating func addReadable(field line: ArraySlice<UInt8>) {
        let name = line.prefix { $0.isTokenByte }
        guard !name.isEmpty, name.endIndex < line.endIndex, line[name.endIndex] == .colon else {
            return
        }
        headers.append(
            String(decoding: name, as: UTF8.self),
            bytes: line[name.endIndex...].dropFirst().trimmedOfBlanks)
    }
}

extension UInt8 {
    fileprivate var isLineEnd: Bool { self == .carriageReturn || self == .lineFeed }
}
