import FanfareMock
import Foundations

extension Command {
    /// Prints the description of the API, or of the control protocol.
    static let openAPI = Command(
        name: "openapi",
        summary: "Print the API as an OpenAPI document",
        options: [
            Option(name: "--control", help: "Print the control protocol under /__admin instead"),
            Option(
                name: "--dialect", value: "VERSION",
                help: "The edition of OpenAPI: 3.1, or 3.0 for older tools"),
            Option(
                name: "--server", value: "URL",
                help: "An address that the document names, without /api/v1", repeats: true),
            Option(
                name: "--flat",
                help: "One schema for all states, for tools that read no tagged unions"),
            Option(
                name: "--errors", value: "FORM",
                help: "Describe refusals by one schema for all (one), or by one for each (words)"),
        ],
        notes: [
            """
            The mock serves the same at /openapi.json and /openapi-3.0.json, under the address that is
            asked, and the control protocol's under /__admin. 'fanfare-kit help generators' says which
            tool reads which.
            """
        ],
        examples: [
            ("fanfare-kit openapi > openapi.json", "For client generators and editors"),
            (
                "fanfare-kit openapi --dialect 3.0 --flat",
                "For tools that read neither 3.1 nor unions"
            ),
            (
                "fanfare-kit openapi --control > control.json",
                "For a client of the control protocol"
            ),
        ]
    ) { (arguments, console) throws(UsageError) -> Int32 in
        let options = try OpenAPIOptions(arguments)
        guard arguments.has("--control") else {
            console.out(OpenAPIDocument.text(options))
            return 0
        }
        if options.errors == .words {
            throw .other(
                "The control protocol refuses in sentences, not by words: leave --errors words out."
            )
        }
        console.out(OpenAPIDocument.controlText(options))
        return 0
    }
}

extension OpenAPIOptions {
    /// Reads what a document is to be like.
    fileprivate init(_ arguments: Arguments) throws(UsageError) {
        self.init()
        dialect = try arguments.choice("--dialect", of: OpenAPIDialect.allCases) ?? dialect
        errors = try arguments.choice("--errors", of: Errors.allCases) ?? errors
        isFlat = arguments.has("--flat")
        for text in arguments.all("--server") { servers.append(try Self.server(text)) }
    }

    /// An address as documents name it: with a scheme, without a slash at its end.
    private static func server(_ text: String) throws(UsageError) -> String {
        let isWeb = ["http://", "https://"].contains { text.hasPrefix($0) && text != $0 }
        let isPlain = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        guard isWeb, isPlain, !text.contains(where: { "?#\"<>\\^`{|}".contains($0) }) else {
            throw .badValue(
                "--server", text, expected: "an address such as https://api.example.com")
        }
        let server = String(text.reversed().drop { $0 == "/" }.reversed())
        if let prefix = OpenAPIDocument.prefixes.first(where: server.hasSuffix) {
            throw .badValue(
                "--server", text,
                expected:
                    "it without \(prefix), which the document adds: \(server.dropLast(prefix.count))"
            )
        }
        return server
    }
}

extension Arguments {
    /// The value of an option that is one of some words.
    fileprivate func choice<Word: RawRepresentable<String>>(
        _ name: String, of words: [Word]
    ) throws(UsageError) -> Word? {
        guard let text = value(name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = words.map(\.rawValue)
        let nearest = Nearest.words(to: text, in: known).first
        throw .badValue(
            name, text,
            expected: known.joined(separator: " or ") + (nearest.map { "; probably \($0)" } ?? ""))
    }
}
