/// A domain name of two labels or more in the form that is looked up: lower case, in ASCII (RFC 5891).
///
/// Of the mapping of UTS #46 it does what happens when people type: case, composition, full-width
/// letters, ideographic full stops. What the mapping would replace otherwise is refused.
struct DomainName {
    let ascii: String

    init?(_ text: String) {
        if let plain = Self.plain(text) {
            ascii = plain
            return
        }
        let mapped = String(String.UnicodeScalarView(text.unicodeScalars.map(Self.narrow)))
        let labels = mapped.lowercased().composed.split(
            separator: ".", omittingEmptySubsequences: false)
        let encoded = labels.compactMap { Self.label(String($0)) }
        guard labels.count >= 2, encoded.count == labels.count else { return nil }
        ascii = encoded.joined(separator: ".")
    }

    /// The short way of nearly all names: ASCII without encoded labels.
    private static func plain(_ text: String) -> String? {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let name = text.lowercased()
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2,
            labels.allSatisfy({ isLabel($0) && !$0.starts(with: prefix.utf8) })
        else { return nil }
        return name
    }

    private static let prefix = "xn--"

    /// A label in lower case as it is looked up; nil when it cannot be one.
    private static func label(_ text: String) -> String? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            guard isLabel(text.utf8[...]) else { return nil }
            guard text.hasPrefix(prefix) else { return text }
            // An encoded label stands for something that encodes as just this.
            guard let meant = Punycode.decode(String(text.dropFirst(prefix.count))),
                encoded(meant) == text
            else { return nil }
            return text
        }
        return encoded(text)
    }

    private static func encoded(_ label: String) -> String? {
        guard let first = label.unicodeScalars.first, let last = label.unicodeScalars.last,
            first != "-", last != "-", !isMark(first), !label.hasPrefix(prefix),
            label.unicodeScalars.contains(where: { !$0.isASCII }),
            label == label.lowercased(), label.unicodeScalars.allSatisfy(isPermitted),
            label.unicodeScalars.elementsEqual(label.composed.unicodeScalars),
            let code = Punycode.encode(label)
        else { return nil }
        let ascii = prefix + code
        return isLabel(ascii.utf8[...]) ? ascii : nil
    }

    /// Letters, marks and digits that no mapping would replace; RFC 5892 permits little else.
    private static func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "-" || isLetterOrDigit(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
            .decimalNumber:
            // Sharp s and final sigma stay as they are (UTS #46, nontransitional).
            return !scalar.properties.changesWhenNFKCCaseFolded || scalar == "ß" || scalar == "ς"
        default: return scalar == "\u{B7}" || scalar == "\u{30FB}"
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Full-width letters and the full stops of other scripts as the ASCII they stand for.
    private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3002, 0xFF61: "."
        default: scalar
        }
    }

    /// RFC 1123: letters, digits and hyphens, which stand inside.
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
