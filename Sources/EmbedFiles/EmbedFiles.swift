import Foundation

/// Writes one Swift file that holds the text of others: `EmbedFiles OUTPUT ROOT LOG FILE...`.
///
/// LOG is the log of a checkout's HEAD (`.git/logs/HEAD`), or `-`.
@main
struct EmbedFiles {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4 else {
            FileHandle.standardError.write(Data("usage: EmbedFiles OUTPUT ROOT LOG FILE...\n".utf8))
            exit(2)
        }
        let root = URL(filePath: arguments[2])
        var source = """
            /// The data files of this package, by path, as they were when it was built.
            enum EmbeddedFiles {
                /// The commit that it was built from, where that was asked for and is known.
                static let commit: String? = \(commit(in: arguments[3]).map(literal) ?? "nil")

                static let all: [(path: String, text: String)] = [

            """
        for path in arguments.dropFirst(4) {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            source += "        (\(literal(path)), \(literal(text))),\n"
        }
        source += "    ]\n}\n"
        try source.write(to: URL(filePath: arguments[1]), atomically: true, encoding: .utf8)
    }

    /// Where HEAD stands by its log, whose lines are `OLD NEW NAME <MAIL> TIME ZONE MESSAGE`.
    private static func commit(in log: String) -> String? {
        guard let text = try? String(contentsOf: URL(filePath: log), encoding: .utf8),
            let line = text.split(separator: "\n").last
        else {
            return nil
        }
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[1].count >= 40, words[1].allSatisfy(\.isHexDigit) else {
            return nil
        }
        return String(words[1])
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
