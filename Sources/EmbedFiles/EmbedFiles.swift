import Foundation

/// Writes one Swift file that holds the text of others: `EmbedFiles OUTPUT ROOT FILE...`.
@main
struct EmbedFiles {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            FileHandle.standardError.write(Data("usage: EmbedFiles OUTPUT ROOT FILE...\n".utf8))
            exit(2)
        }
        let root = URL(filePath: arguments[2])
        var source = """
            /// The data files of this package, by path, as they were when it was built.
            enum EmbeddedFiles {
                static let all: [(path: String, text: String)] = [

            """
        for path in arguments.dropFirst(3) {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            source += "        (\(literal(path)), \(literal(text))),\n"
        }
        source += "    ]\n}\n"
        try source.write(to: URL(filePath: arguments[1]), atomically: true, encoding: .utf8)
    }

    /// A one-line literal with escapes: exact to the byte, whatever the text holds.
    private static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case "\0"..<" ": literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
