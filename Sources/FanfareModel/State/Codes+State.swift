/// Codes that wait to be used.
extension OneTimePassword: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            code: try reader.read(), expiresAt: try reader.read(), message: try reader.tally(),
            name: try reader.read(), wrongTries: try reader.tally())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(code)
        writer.write(expiresAt)
        writer.write(message)
        writer.write(name)
        writer.write(wrongTries)
    }
}

extension ExchangeCode: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            identity: try reader.read(), claims: try reader.read(), expiresAt: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(identity)
        writer.write(claims)
        writer.write(expiresAt)
    }
}

extension World {
    /// Writes codes in the order of their making, each behind what leads to it.
    func writeCodes(to writer: inout StateWriter) {
        let passwords = oneTimePasswords.sorted { $0.value.message < $1.value.message }
        writer.number(UInt64(passwords.count))
        for (recipient, password) in passwords {
            writer.write(recipient)
            writer.write(password)
        }
        let codes = exchangeCodes.sorted { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }
        writer.number(UInt64(codes.count))
        for (id, code) in codes {
            writer.write(id)
            writer.write(code)
        }
    }

    mutating func readCodes(from reader: inout StateReader) throws(StateError) {
        for _ in 0..<(try reader.count()) {
            let recipient: Recipient = try reader.read()
            oneTimePasswords[recipient] = try reader.read("oneTimePasswords") as OneTimePassword
        }
        for _ in 0..<(try reader.count()) {
            let id: ULID = try reader.read()
            exchangeCodes[id] = try reader.read("exchangeCodes") as ExchangeCode
        }
    }
}
