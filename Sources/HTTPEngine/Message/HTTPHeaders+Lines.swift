extension HTTPHeaders {
    /// Where the fields lie in `storage`.
    var fields: [Field] {
        guard isWireForm else { return ranges }
        var fields: [Field] = []
        forEachLine { field in
            fields.append(field)
            return true
        }
        return fields
    }

    /// The first field that is sought.
    func firstField(where isSought: (Field) -> Bool) -> Field? {
        guard isWireForm else { return ranges.first(where: isSought) }
        var found: Field?
        forEachLine { field in
            if isSought(field) { found = field }
            return found == nil
        }
        return found
    }

    /// Hands on the lines in wire form, as long as more are wanted.
    private func forEachLine(_ wantsMore: (Field) -> Bool) {
        var start = 0
        while start < storage.count {
            let nameEnd = place(of: .colon, from: start)
            let lineEnd = place(of: .carriageReturn, from: nameEnd)
            let field = Field(
                lineAt: start, nameCount: nameEnd - start, valueCount: lineEnd - nameEnd - 2)
            guard wantsMore(field) else { return }
            start = lineEnd + 2
        }
    }

    /// Where the next of some byte is, or the end.
    private func place(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index < storage.count, storage[index] != byte { index += 1 }
        return index
    }
}

extension HTTPHeaders.Field {
    /// The field of a line `name: value`.
    init(lineAt start: Int, nameCount: Int, valueCount: Int) {
        nameStart = UInt32(start)
        self.nameCount = UInt32(nameCount)
        valueStart = UInt32(start + nameCount + 2)
        self.valueCount = UInt32(valueCount)
    }
}
