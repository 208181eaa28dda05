import SafeText
import Testing

struct PrintableTests {
    @Test(arguments: [
        ("\u{1B}]0;t\u{7}", #"\u{1B}]0;t\u{7}"#), ("\u{1B}[2J", #"\u{1B}[2J"#), ("\0", #"\u{0}"#),
        ("\u{9B}31m", #"\u{9B}31m"#), ("\u{7F}", #"\u{7F}"#), ("a\r\nb", #"a\u{D}\u{A}b"#),
        ("\u{202E}txt.exe", #"\u{202E}txt.exe"#), ("\u{2066}x", #"\u{2066}x"#),
        ("a\u{2028}b", #"a\u{2028}b"#), ("\u{FEFF}x", #"\u{FEFF}x"#),
        ("\u{E0041}", #"\u{E0041}"#), ("\u{200B}", #"\u{200B}"#),
    ])
    func `what would be obeyed is shown`(_ text: String, _ shown: String) {
        #expect(Printable.line(text) == shown)
        #expect(Printable.line(shown) == shown)
    }

    @Test(arguments: [
        "plain", "a\tb", "Zażółć 日本語", "👩‍👩‍👧", "می‌خواهم", "12:34:56", "http://[::1]:80/", "#1 ##",
        "## Heading", "std::vector", "a :: b", "[::ffff:1.2.3.4]", "#[x]", "## [x]",
    ])
    func `what only reads stays as it is`(_ text: String) {
        #expect(Printable.line(text) == text)
    }

    @Test(arguments: [
        ("##vso[task.setvariable variable=a]b", #"\u{23}#vso[task.setvariable variable=a]b"#),
        ("    | -  x ##[add-mask]a", #"    | -  x \u{23}#[add-mask]a"#),
        ("###[group]", #"#\u{23}#[group]"#),
        ("##teamcity[testFailed name='x']", #"\u{23}#teamcity[testFailed name='x']"#),
        ("::error::x", #"\u{3A}:error::x"#), ("  ::add-mask::x", #"  \u{3A}:add-mask::x"#),
        ("::set-output name=a::b", #"\u{3A}:set-output name=a::b"#),
        (":::error::x", #"\u{3A}\u{3A}:error::x"#),
        ("section_start:1:a\r\u{1B}[0Kb", #"section_start\u{3A}1:a\u{D}\u{1B}[0Kb"#),
        ("travis_fold:start:x", #"travis_fold\u{3A}start:x"#),
    ])
    func `commands of CI systems are broken up wherever they stand`(_ text: String, _ shown: String)
    {
        #expect(Printable.line(text) == shown)
        #expect(Printable.line(shown) == shown)
        #expect(Printable.lines("a\n" + text + "\n").hasPrefix("a\n" + shown.prefix(4)))
    }

    @Test func `of several lines each is looked at by itself`() {
        #expect(Printable.lines("a ::x\nb:: c\n") == "a ::x\nb:: c\n")
        #expect(Printable.lines("a\n::debug::b\n") == "a\n\\u{3A}:debug::b\n")
    }

    @Test func `colours stay where they are wanted, and nothing else of the kind`() {
        let text = "\u{1B}[31mred\u{1B}[0m\u{1B}[2J\u{1B}[999m"
        #expect(
            Printable.lines(text, keepsColours: true)
                == "\u{1B}[31mred\u{1B}[0m\\u{1B}[2J\\u{1B}[999m")
        #expect(!Printable.lines(text).contains("\u{1B}"))
    }

    @Test func `JSON keeps its value and loses its power`() {
        let text = "{\"a\": \"##vso[x]\u{9B}::error::\u{202E}\u{E0041}\"}\n"
        #expect(
            Printable.json(text)
                == "{\"a\": \"\\u0023#vso[x]\\u009B\\u003A:error::\\u202E\\uDB40\\uDC41\"}\n")
    }

    @Test func `a long line of colons takes no long time`() {
        let text = String(repeating: "::a", count: 100_000)
        #expect(Printable.line(text).utf8.count > text.utf8.count)
    }
}
