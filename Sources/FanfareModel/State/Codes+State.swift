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
            identity: try reader.read(), claims: try reader.read(), expiresAt: try reader.read(),
            usedAt: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(identity)
        writer.write(claims)
        writer.write(expiresAt)
        writer.write(usedAt)
    }
}

extension StateWriter {
    /// Writes codes in the order of their making, each behind what leads to it.
    mutating func codes(
        _ passwords: Sharded<Recipient, OneTimePassword>,
        _ exchangeCodes: Sharded<ULID, ExchangeCode>
    ) {
        let all = Array(passwords.elements)
        number(UInt64(all.count))
        // Numbers are sorted many times as fast as what they stand for.
        for (_, index) in all.indices.map({ (all[$0].value.message, $0) }).sorted(by: <) {
            write(all[index].key)
            write(all[index].value)
        }
        number(UInt64(exchangeCodes.count))
        for (id, code) in exchangeCodes.elements.sorted(by: { $0.key.precedes($1.key) }) {
            write(id)
            write(code)
        }
    }
}

extension StateReader {
    mutating func codes() throws(StateError) -> (
        Sharded<Recipient, OneTimePassword>, Sharded<ULID, ExchangeCode>
    ) {
        var passwords = Sharded<Recipient, OneTimePassword>()
        var codes = Sharded<ULID, ExchangeCode>()
        let count = try count()
        passwords.reserveCapacity(
            reservation(for: count, of: (Recipient, OneTimePassword).self))
        for _ in 0..<count {
            let recipient: Recipient = try read()
            passwords[recipient] = try read("oneTimePasswords") as OneTimePassword
        }
        for _ in 0..<(try self.count()) {
            let id: ULID = try read()
            codes[id] = try read("exchangeCodes") as ExchangeCode
        }
        return (passwords, codes)
    }
}
