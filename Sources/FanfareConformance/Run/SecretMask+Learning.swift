import HTTPEngine
package import JSONTree
import SafeText

/// What a run learns of secrets from the answers that it gets.
extension SecretMask {
    /// Remembers the secrets of a whole answer; a body need not be JSON for that.
    mutating func learn(from response: HTTPResponse, _ body: JSONNode?) {
        // What a target sends beyond that is looked at by its names alone.
        guard !isFull else { return }
        for (name, value) in response.headers { learn(header: name, value) }
        if let body { return learn(from: body) }
        learn(fromText: response.body)
    }

    /// Remembers what a text calls a secret.
    private mutating func learn(fromText text: [UInt8]) {
        for found in NamedSecrets.found(in: text) where !isFull {
            add(String(decoding: text[found.value], as: UTF8.self), as: Self.name(of: found.name))
        }
    }

    /// Remembers every secret inside a document.
    package mutating func learn(from node: JSONNode) {
        guard !isFull else { return }
        switch node.value {
        case .null, .bool, .number, .string: break
        case .array(let elements): elements.forEach { learn(from: $0) }
        case .object(let members):
            for member in members {
                let text = member.node.string ?? member.node.number?.text
                if let text,
                    Self.isSecret(text, under: member.key, isText: member.node.number == nil)
                {
                    add(text, as: Self.name(of: member.key))
                }
                if text == nil, SecretName.isSecret(member.key) {
                    learn(everyTextIn: member.node, as: Self.name(of: member.key))
                }
                learn(from: member.node)
            }
        }
    }

    /// Remembers the parts of a secret that is a list or an object; shorter ones are words of its form.
    private mutating func learn(everyTextIn node: JSONNode, as name: String) {
        switch node.value {
        case .null, .bool, .number: break
        case .string(let text): if text.utf8.count >= 8 { add(text, as: name) }
        case .array(let elements): elements.forEach { learn(everyTextIn: $0, as: name) }
        case .object(let members): members.forEach { learn(everyTextIn: $0.node, as: name) }
        }
    }

    private mutating func learn(header name: String, _ value: String) {
        guard SecretName.isSecretHeader(name) else { return learn(fromText: Array(value.utf8)) }
        let isCookie = SecretName.setsCookie(name)
        let secret =
            isCookie ? value.prefix { $0 != ";" }.drop { $0 != "=" }.dropFirst() : value[...]
        // Of `Bearer TOKEN`, the token.
        add(
            secret.split(separator: " ").last.map(String.init),
            as: isCookie ? "COOKIE" : Self.name(of: name))
    }

    private static func isSecret(_ text: String, under key: String, isText: Bool) -> Bool {
        if isText, SecretName.isSecret(key) || key == "publishableKey" || SecretLook.isKey(text) {
            return true
        }
        return SecretName.mayBeSecret(key) && SecretLook.isCode(text)
    }

    /// `accessToken` becomes `ACCESS_TOKEN`.
    private static func name(of key: String) -> String {
        key.prefix(40).reduce(into: "") { name, letter in
            if letter.isUppercase, !name.isEmpty, name.last != "_" { name += "_" }
            name +=
                letter.isASCII && (letter.isLetter || letter.isNumber) ? letter.uppercased() : "_"
        }
    }
}
