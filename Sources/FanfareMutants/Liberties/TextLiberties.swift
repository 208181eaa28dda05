import HTTPEngine
import JSONTree

/// The same JSON in other characters (RFC 8259).
extension MockLiberty {
    static let texts: [MockLiberty] = [
        written(
            "json/indented", "JSON is indented for people",
            JSONScript(indentation: "  ", afterColon: " ")),
        written("json/tabs", "JSON is indented by tabs", JSONScript(indentation: "\t")),
        written(
            "json/carriage-returns", "Lines of JSON end as on Windows",
            JSONScript(indentation: "", lineEnd: "\r\n")),
        written(
            "json/blanks", "Blanks stand around every colon",
            JSONScript(beforeColon: " ", afterColon: "\t ")),
        written(
            "json/escaped-letters", "Some letters are written as escapes",
            JSONScript(escapes: { "aeiou".unicodeScalars.contains($0) })),
        written(
            "json/escaped-everything", "Every character of a string is written as an escape",
            JSONScript(escapes: { _ in true }, hexadecimalIsUpperCase: true)),
        written(
            "json/escaped-slashes", "Slashes are escaped, as PHP does",
            JSONScript(escapesSlash: true)),
        written(
            "json/escaped-for-pages", "What HTML gives a meaning is escaped, as Go does",
            JSONScript(escapes: { "<>&+'-".unicodeScalars.contains($0) })),
        surrounded("json/line-feed-after", "A line feed stands behind JSON", "", "\n"),
        surrounded("json/blank-before", "Blanks and lines stand before JSON", " \r\n\t ", ""),
        surrounded("json/blank-after", "Blanks and lines stand behind JSON", "", "\t \r\n\r\n "),
        arranged("members/reversed", "Members stand in the opposite order") { $0.reversed() },
        arranged("members/sorted", "Members are sorted by name, as by many libraries") {
            $0.sorted { $0.key < $1.key }
        },
        arranged("members/sorted-downwards", "Members are sorted by name, the last first") {
            $0.sorted { $0.key > $1.key }
        },
        arranged("members/rotated", "The first member stands last") {
            Array($0.dropFirst()) + $0.prefix(1)
        },
    ]

    /// A JSON number has no type: 150, 150.0 and 1.5e2 are one number.
    static let numbers: [MockLiberty] = [
        counted("numbers/with-fraction", "Whole numbers are written as 150.0", isWhole: true) {
            $0 + ".0"
        },
        counted("numbers/with-exponent", "Whole numbers are written as 150e0", isWhole: true) {
            $0 + "e0"
        },
        counted(
            "numbers/with-upper-exponent", "Whole numbers are written as 150.00E+0", isWhole: true
        ) {
            $0 + ".00E+0"
        },
        counted(
            "numbers/scientific", "Whole numbers are written as 1.5e2", isWhole: true, scientific),
        counted("numbers/tenths", "Whole numbers are written as 1500e-1", isWhole: true) {
            $0 == "0" ? "0" : $0 + "0e-1"
        },
        counted("numbers/longer-fraction", "Fractions are written as 150.500", isWhole: false) {
            $0 + "00"
        },
    ]

    /// `150` as `1.50e2`.
    @Sendable private static func scientific(_ digits: String) -> String {
        let sign = digits.hasPrefix("-") ? "-" : ""
        let digits = digits.drop { $0 == "-" }
        guard digits.count > 1 else { return sign + digits }
        return "\(sign)\(digits.prefix(1)).\(digits.dropFirst())e\(digits.count - 1)"
    }

    private static func counted(
        _ name: String, _ sentence: String, isWhole: Bool,
        _ write: @escaping @Sendable (String) -> String
    ) -> MockLiberty {
        written(
            name, sentence,
            JSONScript(number: { number in
                let isPlain = !number.text.contains { "eE".contains($0) }
                let matches = isWhole ? number.integer != nil : number.text.contains(".") && isPlain
                return matches ? write(number.text) : number.text
            }))
    }

    private static func written(
        _ name: String, _ sentence: String, _ script: JSONScript
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: "json/script", layer: .text) { response, intercepted in
            guard intercepted.isOrdinary, let document = response.shown else { return }
            response.body = Array(script.text(document).utf8)
        }
    }

    private static func surrounded(
        _ name: String, _ sentence: String, _ before: String, _ after: String
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: "json/around", layer: .wire) { response, _ in
            guard !response.body.isEmpty, response.shown != nil else { return }
            response.body = Array(before.utf8) + response.body + Array(after.utf8)
        }
    }

    private static func arranged(
        _ name: String, _ sentence: String,
        _ order: @escaping @Sendable ([JSONMember]) -> [JSONMember]
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: "members/order", layer: .answers) {
            response, intercepted in
            guard intercepted.isOrdinary, let document = response.shown else { return }
            response.document = document.mapped { order($0) }
        }
    }
}

extension JSONNode {
    /// The document with the members of every object changed, the innermost first.
    func mapped(_ change: ([JSONMember]) -> [JSONMember]) -> JSONNode {
        switch value {
        case .null, .bool, .number, .string: self
        case .array(let elements): JSONNode(elements.map { $0.mapped(change) })
        case .object(let members):
            JSONNode(change(members.map { JSONMember($0.key, $0.node.mapped(change)) }))
        }
    }
}
