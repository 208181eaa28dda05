import Foundations

/// Finds known values in a text, in whatever form it repeats them.
///
/// The forms: as it is, in capitals or small letters, character by character escaped for URLs, JSON or
/// HTML, in hexadecimal and in Base64, alone or with something before and behind. A control byte is
/// taken for a space, as a header must turn it into one (RFC 9110 section 5.5), and white space around
/// the value for none of it, since parsers drop it.
package struct SecretFinder: Sendable {
    /// Where a value stands: the bytes of the text, and the value's number.
    package struct Hit: Sendable, Equatable {
        /// The bytes of the text's UTF-8.
        package var bytes: Range<Int>
        /// The number that `add` gave the value.
        package let secret: Int
    }

    private struct Form: Sendable {
        let bytes: [UInt8]
        let secret: Int
        let kind: Kind
    }

    private enum Kind { case text, digits, base64 }

    private var forms: [Form] = []
    /// The forms by their first four bytes.
    private var starts: [UInt32: [Int]] = [:]
    /// One bit for every hash of four bytes that a form begins with.
    private var bits = [UInt64](repeating: 0, count: 64)
    /// The numbers of the values of which only the beginning is known.
    private var beginnings: Set<Int> = []
    /// How many values there are.
    package private(set) var count = 0

    /// Starts without any values.
    package init() {}

    /// Whether a value is long enough to be told from chance, white space around it not counted.
    package static func canFind(_ secret: String) -> Bool {
        trimmed(Array(secret.utf8)).count >= 4
    }

    /// How a value begins that is too long to be kept: enough to tell it from others.
    package static func beginning(of secret: String) -> String {
        let start = secret.unicodeScalars.drop { $0.value <= 0x20 || $0.value == 0x7F }
        return String(String.UnicodeScalarView(start.prefix(beginningLength)))
    }

    private static let beginningLength = 256

    /// Adds a value that can be found, or the beginning of one; its number, counted from 0.
    ///
    /// Where a beginning stands, everything up to the end of the text is taken for the value.
    @discardableResult
    package mutating func add(_ secret: String, isBeginning: Bool = false) -> Int? {
        guard Self.canFind(secret) else { return nil }
        if isBeginning { beginnings.insert(count) }
        let bytes = Self.trimmed(Array(secret.utf8))
        let isNumber = !isBeginning && bytes.allSatisfy { (0x30...0x39).contains($0) }
        insert(bytes.map(Self.folded), isNumber ? .digits : .text)
        // Of less than six bytes an encoded form is too short to be known again.
        for part in Self.parts(of: bytes) where part.count >= 6 {
            insert(Array(part.hexadecimal.utf8), .text)
            for form in Base64Forms.of(part) { insert(form, .base64) }
        }
        count += 1
        return count - 1
    }

    /// A value, and the parts of it between what a header or JSON writes otherwise: whoever encodes either
    /// of them encodes another value.
    private static func parts(of bytes: [UInt8]) -> [[UInt8]] {
        let parts = bytes.split { cleaned($0) == 0x20 || $0 == 0x22 || $0 == 0x5C }
        return parts.count > 1 ? [bytes] + parts.map(Array.init) : [bytes]
    }

    /// A value without the spaces and controls around it.
    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        guard let start = bytes.firstIndex(where: { cleaned($0) != 0x20 }),
            let last = bytes.lastIndex(where: { cleaned($0) != 0x20 })
        else { return [] }
        return Array(bytes[start...last])
    }

    private mutating func insert(_ bytes: [UInt8], _ kind: Kind) {
        let key = Self.key(bytes.map(Self.folded), at: 0)
        starts[key, default: []].append(forms.count)
        bits[Self.slot(key) >> 6] |= 1 << UInt64(Self.slot(key) & 63)
        forms.append(Form(bytes: bytes, secret: count, kind: kind))
    }

    /// Where values stand in a text, in order, none touching another.
    package func hits(in text: [UInt8]) -> [Hit] {
        guard !forms.isEmpty else { return [] }
        var found = hits(in: EscapedView(text))
        var view = EscapedView(text)
        // Three layers: HTML around JSON around a URL.
        for _ in 0..<3 {
            guard let inner = view.unescaped() else { break }
            found += hits(in: inner)
            view = inner
        }
        let merged = Self.merged(found)
        guard !beginnings.isEmpty,
            let last = merged.firstIndex(where: { beginnings.contains($0.secret) })
        else { return merged }
        let rest = merged[last].bytes.lowerBound..<text.count
        return merged[..<last] + [Hit(bytes: rest, secret: merged[last].secret)]
    }

    private func hits(in view: EscapedView) -> [Hit] {
        let raw = view.bytes
        let folded = raw.map(Self.folded)
        var found: [Hit] = []
        guard folded.count >= 4 else { return [] }
        var effort = Self.effort(for: raw.count)
        for index in 0...(folded.count - 4) {
            let key = Self.key(folded, at: index)
            let slot = Self.slot(key)
            guard bits[slot >> 6] & (1 << UInt64(slot & 63)) != 0, let candidates = starts[key]
            else { continue }
            for candidate in candidates {
                let form = forms[candidate]
                guard effort > 0 else {
                    // A text that nearly repeats a value everywhere is not worth reading: hide the rest.
                    found.append(
                        Hit(bytes: view.source(of: index..<raw.count), secret: form.secret))
                    return found
                }
                guard let range = range(of: form, at: index, raw, folded, &effort) else {
                    continue
                }
                found.append(Hit(bytes: view.source(of: range), secret: form.secret))
                // All that follows belongs to it.
                if beginnings.contains(form.secret) { return found }
            }
        }
        return found
    }

    /// How many bytes may be compared in a text before the rest of it is hidden unread.
    private static func effort(for count: Int) -> Int { (1 << 20) + 64 * count }

    private func range(
        of form: Form, at start: Int, _ raw: [UInt8], _ folded: [UInt8], _ effort: inout Int
    ) -> Range<Int>? {
        let end = start + form.bytes.count
        guard end <= raw.count else { return nil }
        let text = form.kind == .text ? folded : raw
        let same = Self.commonPrefix(text, start..<end, form.bytes)
        effort -= same
        guard same == form.bytes.count else { return nil }
        switch form.kind {
        case .text: return start..<end
        case .digits:
            // Digits inside a longer number, a token or an identifier are by chance the same.
            let isInside =
                Self.continuesWord(raw, at: start - 1, by: -1) || Self.continuesWord(raw, at: end)
            return isInside ? nil : start..<end
        case .base64:
            // The letters beside it hold bits of the value too.
            let isLetter = { (index: Int) in
                raw.indices.contains(index) && Base64Forms.isLetter(raw[index])
            }
            return (isLetter(start - 1) ? start - 1 : start)..<(isLetter(end) ? end + 1 : end)
        }
    }

    /// How many bytes of a text are the same as those of a value.
    private static func commonPrefix(_ text: [UInt8], _ range: Range<Int>, _ value: [UInt8]) -> Int
    {
        var count = 0
        while count < range.count, text[range.lowerBound + count] == value[count] { count += 1 }
        return count
    }

    /// Whether a byte beside some digits belongs to a word with them; a dot does between two others.
    private static func continuesWord(_ raw: [UInt8], at index: Int, by step: Int = 1) -> Bool {
        guard raw.indices.contains(index) else { return false }
        if raw[index] == UInt8(ascii: ".") {
            return raw.indices.contains(index + step) && isWord(raw[index + step])
        }
        return isWord(raw[index])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func merged(_ hits: [Hit]) -> [Hit] {
        var merged: [Hit] = []
        let ordered = hits.sorted {
            ($0.bytes.lowerBound, $1.bytes.upperBound) < ($1.bytes.lowerBound, $0.bytes.upperBound)
        }
        for hit in ordered {
            guard let last = merged.last, hit.bytes.lowerBound < last.bytes.upperBound else {
                merged.append(hit)
                continue
            }
            let end = max(last.bytes.upperBound, hit.bytes.upperBound)
            merged[merged.count - 1].bytes = last.bytes.lowerBound..<end
        }
        return merged
    }

    private static func key(_ bytes: [UInt8], at index: Int) -> UInt32 {
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16
            | UInt32(bytes[index + 2]) << 8 | UInt32(bytes[index + 3])
    }

    private static func slot(_ key: UInt32) -> Int { Int((key &* 2_654_435_761) >> 20) }

    /// A byte as values are compared: letters small, controls and the `+` of forms as spaces.
    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "+"): 0x20
        default: cleaned(byte)
        }
    }

    /// A byte as a header carries it.
    private static func cleaned(_ byte: UInt8) -> UInt8 {
        byte < 0x20 || byte == 0x7F ? 0x20 : byte
    }
}
