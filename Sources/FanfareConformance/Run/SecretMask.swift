package import JSONTree

/// Everything that must not appear in any output, and what stands in its place.
package struct SecretMask: Sendable {
    private var names: [(secret: String, name: String)] = []

    /// Starts without any secrets.
    package init() {}

    /// Remembers a secret; the name is made unique when it stands for another one already.
    package mutating func add(_ secret: String?, as name: String) {
        guard let secret, secret.utf8.count >= 4, !names.contains(where: { $0.secret == secret })
        else { return }
        let taken = names.count { $0.name == name || $0.name.hasPrefix(name + "_") }
        names.append((secret, taken == 0 ? name : "\(name)_\(taken + 1)"))
        // The longest first: one secret may begin with another.
        names.sort { $0.secret.utf8.count > $1.secret.utf8.count }
    }

    /// Remembers every token inside a document.
    package mutating func learn(from node: JSONNode) {
        switch node.value {
        case .null, .bool, .number, .string: break
        case .array(let elements): elements.forEach { learn(from: $0) }
        case .object(let members):
            for member in members {
                if let text = member.node.string, Self.isSecret(text, under: member.key) {
                    add(text, as: Self.name(of: member.key))
                }
                learn(from: member.node)
            }
        }
    }

    private static let secretMembers: Set = [
        "accessToken", "refreshToken", "admissionToken", "paymentToken", "exchangeCode", "token",
        "secretKey", "publishableKey",
    ]

    private static func isSecret(_ text: String, under key: String) -> Bool {
        secretMembers.contains(key) || (text.hasPrefix("eyJ") && text.count { $0 == "." } == 2)
    }

    /// `accessToken` becomes `ACCESS_TOKEN`.
    private static func name(of key: String) -> String {
        key.reduce(into: "") { name, letter in
            if letter.isUppercase { name += "_" }
            name +=
                letter.isASCII && (letter.isLetter || letter.isNumber) ? letter.uppercased() : "_"
        }
    }

    /// A text with `$NAME` in the place of every secret.
    package func masked(_ text: String) -> String {
        replaced(text) { "$\($0)" }
    }

    /// A text between single quotes for a shell, which puts the secrets in out of its variables.
    package func shellQuoted(_ text: String) -> String {
        let quoted = "'" + replaced(text.replacing("'", with: "'\\''")) { "'\"$\($0)\"'" } + "'"
        return quoted.hasSuffix("\"''") ? String(quoted.dropLast(2)) : quoted
    }

    private func replaced(_ text: String, _ placeholder: (String) -> String) -> String {
        names.reduce(text) { text, entry in
            text.contains(entry.secret)
                ? text.replacing(entry.secret, with: placeholder(entry.name)) : text
        }
    }
}
