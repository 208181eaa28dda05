/// Secrets that a text calls by their names, be it JSON, a form, a query, XML or a broken piece of one:
/// `"accessToken":"…"`, `access_token=…`, `\"token\": \"…\"`, `<secretKey>…</secretKey>`.
package struct NamedSecrets {
    /// A secret and the name before it, as bytes of the text.
    package struct Found: Sendable {
        /// The name.
        package let name: String
        /// Where the value stands.
        package let value: Range<Int>
    }

    private let text: [UInt8]

    /// Every secret in a text, in order.
    package static func found(in text: [UInt8]) -> [Found] {
        let reader = NamedSecrets(text: text)
        var found: [Found] = []
        var index = 0
        while index < text.count {
            guard Self.isNameLetter(text[index]) else {
                index += 1
                continue
            }
            let end = reader.end(from: index, where: Self.isNameLetter)
            if let value = reader.value(of: index..<end) {
                found.append(
                    Found(name: String(decoding: text[index..<end], as: UTF8.self), value: value))
                index = value.upperBound
            } else {
                index = end
            }
        }
        return found
    }

    private func value(of name: Range<Int>) -> Range<Int>? {
        // Long words are no names; most words have nothing behind them that makes them one.
        guard name.count <= 64 else { return nil }
        let separator = skipped(from: name.upperBound, Self.isAround)
        guard separator < text.count else { return nil }
        let isPart = text[separator...].starts(with: "\r\n\r\n".utf8)
        guard isPart || ":=>".utf8.contains(text[separator]) else { return nil }
        let word = String(decoding: text[name], as: UTF8.self)
        let isSure = SecretName.isSecretInText(word)
        if isPart { return isSure ? part(from: separator + 4) : nil }
        guard isSure || SecretName.mayBeSecret(word) else { return nil }
        var start = skipped(from: separator + 1) { " \t\\".utf8.contains($0) }
        let quote = start < text.count && "\"'".utf8.contains(text[start]) ? text[start] : nil
        let isNested = quote != nil && text[start - 1] == UInt8(ascii: "\\")
        if quote != nil { start += 1 }
        // `Bearer` and its kind come before the secret.
        let scheme = wordEnd(from: start, atMost: 7)
        if Self.isScheme(text[start..<scheme]) {
            start = skipped(from: scheme) { $0 == UInt8(ascii: " ") }
        }
        // What is masked already needs no second look, nor what no code is as long as.
        guard start < text.count, text[start] != UInt8(ascii: "$") else { return nil }
        let limit = isSure || text[separator] == UInt8(ascii: "=") ? text.count : 64
        let end =
            quote.map { quotedEnd(from: start, atMost: limit, $0, isNested: isNested) }
            ?? wordEnd(from: start, atMost: limit)
        let value = start..<end
        // An authorization code in a redirect (RFC 6749 section 4.1.2) looks like anything.
        let isGrant = text[separator] == UInt8(ascii: "=") && value.count >= 10
        return isSecret(value, isSure: isSure || isGrant) ? value : nil
    }

    /// The value of a part of a form, whose name ends its head (RFC 7578 section 4.2): a line.
    private func part(from start: Int) -> Range<Int>? {
        let value =
            start..<end(from: start) { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        return isSecret(value, isSure: true) ? value : nil
    }

    /// Where a value in quotes ends: with its line at the latest.
    ///
    /// A backslash before the quote means another escaped one; in a value that is itself inside quotes,
    /// it means the end.
    private func quotedEnd(
        from start: Int, atMost limit: Int, _ quote: UInt8, isNested: Bool
    ) -> Int {
        var index = start
        let last = min(text.count, start + limit)
        while index < last, text[index] != quote, text[index] != UInt8(ascii: "\n") {
            let isEscape = text[index] == UInt8(ascii: "\\")
            if isEscape, isNested { return index }
            index += isEscape ? 2 : 1
        }
        return min(index, last)
    }

    private func wordEnd(from start: Int, atMost limit: Int) -> Int {
        start + text[start...].prefix(limit).prefix(while: Self.isValue).count
    }

    private func isSecret(_ value: Range<Int>, isSure: Bool) -> Bool {
        guard value.count >= 4 else { return false }
        // Longer than any code, and too long to be made a text for each word of it.
        guard value.count <= 1 << 10 else { return isSure }
        let word = String(decoding: text[value], as: UTF8.self)
        if ["null", "true", "false"].contains(word) || word.hasPrefix("•") { return false }
        return isSure || SecretLook.isCode(word)
    }

    private func end(from start: Int, where isFine: (UInt8) -> Bool) -> Int {
        text[start...].firstIndex { !isFine($0) } ?? text.count
    }

    /// At most eight bytes are skipped: quotes, the backslashes before them, and white space.
    private func skipped(from start: Int, _ isSkipped: (UInt8) -> Bool) -> Int {
        start + text[start...].prefix(8).prefix(while: isSkipped).count
    }

    private static func isScheme(_ word: ArraySlice<UInt8>) -> Bool {
        ["bearer", "basic", "digest", "token"].contains(
            String(decoding: word, as: UTF8.self).lowercased())
    }

    private static func isNameLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isAround(_ byte: UInt8) -> Bool { "\"'\\ \t".utf8.contains(byte) }

    private static func isValue(_ byte: UInt8) -> Bool {
        byte > 0x20 && !"\"'\\<>,;&{}[]()".utf8.contains(byte)
    }
}
