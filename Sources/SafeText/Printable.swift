/// Text by others, made fit for terminals, logs and reports.
///
/// Control characters and what steers the direction of writing are shown instead of obeyed, and the
/// commands that CI systems read out of a log are broken up, wherever on a line they stand.
package enum Printable {
    /// A text on one line, its line ends shown too: what one sees is what stood there.
    package static func line(_ text: String) -> String { shown(text, Manner()) }

    /// A text of several lines.
    ///
    /// Where colours are kept, those of SGR alone are (ECMA-48 section 8.3.117).
    package static func lines(_ text: String, keepsColours: Bool = false) -> String {
        shown(text, Manner(keepsLineEnds: true, keepsColours: keepsColours))
    }

    /// A document of JSON, the same value for whoever parses it.
    package static func json(_ text: String) -> String {
        shown(text, Manner(keepsLineEnds: true, escape: json))
    }

    private struct Manner {
        var keepsLineEnds = false
        var keepsColours = false
        var escape: (Unicode.Scalar) -> String = Printable.swift
    }

    private static func shown(_ text: String, _ manner: Manner) -> String {
        guard !isPlain(text, manner) else { return text }
        let scalars = Array(text.unicodeScalars)
        var commands = WorkflowCommands(scalars)
        var shown = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if manner.keepsColours, let end = colourEnd(scalars, index) {
                shown.append(contentsOf: scalars[index..<end])
                index = end
                continue
            }
            let isLineEnd = scalar == "\n" && manner.keepsLineEnds
            if !isLineEnd, isUnprintable(scalar) || commands.breaks(at: index) {
                shown.append(contentsOf: manner.escape(scalar).unicodeScalars)
            } else {
                shown.append(scalar)
            }
            index += 1
        }
        return String(shown)
    }

    /// Whether a text is ASCII that holds no command, as nearly all are.
    private static func isPlain(_ text: String, _ manner: Manner) -> Bool {
        var last: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): if !manner.keepsLineEnds { return false }
            case UInt8(ascii: "#"): if last == byte { return false }
            // What stands before the colon of a command: `::`, `section_start:`, `section_end:`.
            case UInt8(ascii: ":"): if ":tde".utf8.contains(last) { return false }
            case 0x20..<0x7F, UInt8(ascii: "\t"): break
            default: return false
            }
            last = byte
        }
        return true
    }

    /// `ESC [ 31 m`: the end of a colour that begins here.
    private static func colourEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard scalars[start] == "\u{1B}", scalars[start...].dropFirst().first == "[" else {
            return nil
        }
        let digits = scalars[(start + 2)...].prefix { ("0"..."9").contains($0) }
        guard (1...2).contains(digits.count), digits.endIndex < scalars.count,
            scalars[digits.endIndex] == "m"
        else { return nil }
        return digits.endIndex + 1
    }

    /// Controls, separators of lines and paragraphs, format characters such as the overrides of
    /// direction, and what is no character; but the two joiners that scripts and emoji need stay, and so does the tabulator.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value < 0x20 && scalar != "\t" }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
        // U+FFFE and its kind, which XML cannot hold.
        case .unassigned: return scalar.properties.isNoncharacterCodePoint
        default: return false
        }
    }

    /// The notation of Swift's literals: `\u{1B}`.
    private static func swift(_ scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    /// `\u001B`, in two halves beyond 16 bits (RFC 8259 section 7).
    private static func json(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
