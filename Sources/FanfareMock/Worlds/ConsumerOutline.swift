import FanfareModel
import JSONTree

/// A consumer who exists from the beginning.
struct ConsumerOutline: Sendable {
    let plan: ConsumerPlan

    init(_ reader: WorldReader) throws(WorldFileError) {
        var plan = ConsumerPlan()
        plan.fullName = try reader.string("fullName")
        if let text = try reader.string("email") {
            guard let email = Recipient(email: text) else {
                throw reader.error(
                    reader.member("email") ?? reader.node,
                    text.invisibleCharacter.map { "there is an invisible character in it, \($0)" }
                        ?? "'\(text)' is no email address", at: "email")
            }
            try reader.claim(email.address, for: "email")
            plan.recipients.append(email)
        }
        if let text = try reader.string("phone") {
            guard let phone = Recipient(phone: text, defaultCountry: nil) else {
                throw reader.error(
                    reader.member("phone") ?? reader.node,
                    "'\(text)' is no phone number such as +12025550143", at: "phone")
            }
            try reader.claim(phone.address, for: "phone")
            plan.recipients.append(phone)
        }
        plan.identities = try reader.objects("identities") { reader throws(WorldFileError) in
            try reader.identity()
        }
        guard !plan.recipients.isEmpty || !plan.identities.isEmpty else {
            throw reader.error(
                reader.node, "a consumer needs an 'email', a 'phone' or 'identities'")
        }
        self.plan = plan
    }
}

extension WorldReader {
    fileprivate func identity() throws(WorldFileError) -> ExternalIdentity {
        let identity = ExternalIdentity(
            provider: try name("provider"), issuer: try name("issuer"), subject: try name("subject")
        )
        try claim("\(identity.provider) \(identity.issuer) \(identity.subject)", for: "subject")
        return identity
    }

    /// A string that tells who is meant: nothing in it is invisible.
    private func name(_ key: String) throws(WorldFileError) -> String {
        let name = try requiredString(key)
        guard let character = name.invisibleCharacter ?? name.spaceAtEnd else { return name }
        throw error(
            member(key) ?? node, "there is an invisible character in it, \(character)", at: key)
    }

    /// An object that may hold anything.
    func openObject(_ key: String) throws(WorldFileError) -> JSONNode? {
        guard let value = member(key) else { return nil }
        guard value.members != nil else {
            throw error(value, "expected an object, found \(value.kind)", at: key)
        }
        return value
    }
}
