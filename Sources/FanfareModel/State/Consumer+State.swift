/// A consumer and what is known of a person.
extension Consumer: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), isGuest: try reader.read(), isBot: try reader.read(),
            email: try reader.read(),
            phone: try reader.read(), fullName: try reader.read(), createdAt: try reader.read(),
            holdings: try reader.read("holdings"), orders: try reader.read("orders"),
            activity: try reader.read("activity"))
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(isGuest)
        writer.write(isBot)
        writer.write(email)
        writer.write(phone)
        writer.write(fullName)
        writer.write(createdAt)
        writer.write(holdings)
        writer.write(orders)
        writer.write(activity)
    }
}

extension Holding: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        if try reader.read() {
            self = .experience(try reader.read(), enteredAt: try reader.read())
        } else {
            self = .distribution(try reader.read())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .experience(let key, let enteredAt):
            writer.write(true)
            writer.write(key)
            writer.write(enteredAt)
        case .distribution(let key):
            writer.write(false)
            writer.write(key)
        }
    }
}

extension Order: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), distribution: try reader.read(),
            completedAt: try reader.read(), total: try reader.read("total"))
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(distribution)
        writer.write(completedAt)
        writer.write(total)
    }
}

extension Price: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let amount: Money = try reader.read()
        guard let currency = Currency(try reader.read()) else {
            throw reader.unusable(expected: "the code of a currency")
        }
        self.init(amount, currency)
    }

    package func write(to writer: inout StateWriter) {
        writer.write(amount)
        writer.write(currency.code)
    }
}

extension Activity: Stored {
    /// So much that merging 256 such consumers counts on within 32 bits.
    private static let range = 0...1 << 23

    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            entries: Int32(try reader.integer(in: Self.range)),
            admissions: Int32(try reader.integer(in: Self.range)))
    }

    package func write(to writer: inout StateWriter) {
        writer.write(Int(entries))
        writer.write(Int(admissions))
    }
}

extension Recipient: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self = try reader.read() ? .email(try reader.read()) : .phone(try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .email(let address):
            writer.write(true)
            writer.write(address)
        case .phone(let number):
            writer.write(false)
            writer.write(number)
        }
    }
}

extension Recipient {
    /// An order for those of one consumer.
    static func precedes(_ one: Recipient, _ other: Recipient) -> Bool {
        switch (one, other) {
        case (.email, .phone): true
        case (.phone, .email): false
        case (.email, .email), (.phone, .phone): one.address < other.address
        }
    }
}

extension ExternalIdentity: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            provider: try reader.read(), issuer: try reader.read(), subject: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(provider)
        writer.write(issuer)
        writer.write(subject)
    }

    /// An order for those of one consumer.
    static func precedes(_ one: ExternalIdentity, _ other: ExternalIdentity) -> Bool {
        (one.provider, one.issuer, one.subject) < (other.provider, other.issuer, other.subject)
    }
}

extension ProfileClaims: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(email: try reader.read(), fullName: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(email)
        writer.write(fullName)
    }
}
