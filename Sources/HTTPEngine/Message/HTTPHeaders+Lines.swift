extension HTTPHeaders {
    /// Where the fields lie in `storage`.
    var fields: [Field] {
        guard isWireForm else { return ranges }
        var fields: [Field] = []
        forEachLine { field, _ in
            fields.append(field)
            return true
        }
        return fields
    }

    /// The first field that is sought.
    func firstField(where isSought: (Field, UnsafeBufferPointer<UInt8>) -> Bool) -> Field? {
        guard isWireForm else {
            return storage.withUnsafeBufferPointer { bytes in
                ranges.first { isSought($0, bytes) }
            }
        }
        var found: Field?
        forEachLine { field, bytes in
            if isSought(field, bytes) { found = field }
            return found == nil
        }
        return found
    }

    /// Hands on the lines in wire form, as long as more are wanted.
    private func forEachLine(_ wantsMore: (Field, UnsafeBufferPointer<UInt8>) -> Bool) {
        storage.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let nameEnd = bytes.place(of: .colon, from: start)
                let lineEnd = bytes.place(of: .carriageReturn, from: nameEnd)
                let field = Field(
                    lineAt: start, nameCount: nameEnd - start, valueCount: lineEnd - nameEnd - 2)
                guard wantsMore(field, bytes) else { return }
                start = lineEnd + 2
            }
        }
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

extension UnsafeBufferPointer<UInt8> {
    /// Where the next of some byte is, or the end.
    fileprivate func place(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index < count, self[index] != byte { index += 1 }
        return index
    }
}
