/// What a target may send so that whoever reads about it obeys.
enum HostileTexts {
    /// Orders to terminals, to CI systems and to readers of markup.
    static let all = [
        "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\0", "\u{7F}", "\u{9B}31m", "\r", "\u{85}", "\u{2028}",
        "\u{202E}", "\u{2066}", "\u{FEFF}", "##vso[task.setvariable variable=x]y", "##[add-mask]x",
        "::error::x", "  ::set-output name=x::y", "::add-mask::x",
        "##teamcity[testFailed name='x']",
        "section_start:1:x\r\u{1B}[0K", "```", "</details>", "<img src=x onerror=alert(1)>",
        "\"'><b>",
        "# SKIP x", "\n...\nok 99 - injected\n", "\n::error::y", "]]>", "<!-- x", "&lt;",
        "\u{FFFE}",
        "[x](javascript:alert(1))", "| x |",
    ]

    /// All of them in one.
    static let one = all.joined(separator: " ")

    /// What of them is still dangerous in a report.
    static func dangers(in text: String) -> [String] {
        var dangers: [String] = []
        for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
            let category = scalar.properties.generalCategory
            if [.control, .format, .lineSeparator, .paragraphSeparator].contains(category) {
                dangers.append("U+" + String(scalar.value, radix: 16))
            }
        }
        dangers += text.matches(of: #/(?i)##[a-z]*\[|section_start:/#).map { String($0.output) }
        for line in text.split(separator: "\n") {
            dangers += line.matches(of: #/::[A-Za-z-]+[^:]*::/#).map { String($0.output) }
        }
        return dangers
    }
}
