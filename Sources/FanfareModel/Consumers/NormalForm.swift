// Normalization Form C lies in the standard library, behind this name until it has a public one;
// Foundation, which has it too, would make the program several times as large.
@_spi(_Unicode) import Swift

extension String {
    /// The text in Normalization Form C (UAX #15).
    var composed: String {
        // Text in ASCII is in the form.
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        var scalars = UnicodeScalarView()
        scalars.append(contentsOf: _nfc)
        return String(scalars)
    }

    /// The first character that nobody can see, as `U+200B`; nil when there is none.
    ///
    /// Two texts that differ in one look alike, so whoever is known by a text must not have any: control
    /// and format characters, spaces other than U+0020, fillers, and what no character is assigned to.
    public var invisibleCharacter: String? {
        guard let scalar = unicodeScalars.first(where: \.isInvisible) else { return nil }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The space that a text begins or ends with, which nobody can see either; nil when there is none.
    public var spaceAtEnd: String? { first == " " || last == " " ? "U+0020" : nil }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        if (0x20...0x7E).contains(value) { return false }
        switch properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .spaceSeparator,
            .lineSeparator, .paragraphSeparator:
            return true
        default:
            // U+2800 is a Braille pattern without dots.
            return properties.isDefaultIgnorableCodePoint || value == 0x2800
        }
    }
}
