/// A page about one thing, the same in the repository and in the help.
struct Topic: Sendable {
    /// The word after `fanfare-kit help`.
    let name: String
    /// Where the page lies in the repository.
    let path: String
    /// The page, as Markdown.
    let text: String

    /// The pages, in the order of the help.
    static let all = [
        "linking", "worlds", "clock", "crowds", "tokens", "inbox", "faults", "journal", "webhooks",
        "control",
        "generators",
        "page",
        "security", "swift", "targets", "deployments", "answers", "reports", "stories", "ci",
        "scenarios", "architecture", "changes",
    ].map(Topic.init)

    /// The pages that lie beside what they are about.
    private static let elsewhere = [
        "scenarios": "specs/README.md", "architecture": "Sources/README.md",
    ]

    private init(_ name: String) {
        let path = Self.elsewhere[name] ?? "Sources/fanfare-kit/Topics/\(name).md"
        guard let file = EmbeddedFiles.all.first(where: { $0.path == path }) else {
            preconditionFailure("the page \(path) is not embedded")
        }
        self.name = name
        self.path = path
        text = file.text
    }

    /// What the page is about, one line: its heading without its first words.
    var summary: String {
        let heading = text.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " }
        let words = heading.drop { $0 != ":" }.dropFirst(2)
        return String(words.isEmpty ? heading : words)
    }

    /// The page without the comments that are for its tests.
    var printed: String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !($0.hasPrefix("<!--") && $0.hasSuffix("-->")) }
            .joined(separator: "\n")
    }
}
