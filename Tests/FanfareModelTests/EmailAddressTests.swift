import Testing

@testable import FanfareModel

/// One address has one form, however it is typed.
struct EmailAddressTests {
    @Test(arguments: [
        ("Ann@Example.com", "ann@example.com"),
        ("ann@exämple.com", "ann@xn--exmple-cua.com"),
        ("ann@EXÄMPLE.com", "ann@xn--exmple-cua.com"),
        ("ann@exa\u{308}mple.com", "ann@xn--exmple-cua.com"),
        ("ann@XN--EXMPLE-CUA.com", "ann@xn--exmple-cua.com"),
        ("ann@ｅｘämple。com", "ann@xn--exmple-cua.com"),
        ("ann@faß.de", "ann@xn--fa-hia.de"), ("ann@βόλος.com", "ann@xn--nxasmm1c.com"),
        ("ann@пример.рф", "ann@xn--e1afmkfd.xn--p1ai"),
        ("josé@example.com", "jose\u{301}@example.com".composed),
        ("jose\u{301}@example.com", "josé@example.com"),
    ])
    func `an address has one form`(_ typed: String, _ expected: String) {
        let text = EmailAddress(typed)?.text ?? "refused"
        #expect(text.utf8.elementsEqual(expected.utf8), "\(typed): \(text)")
    }

    @Test(arguments: [
        "\u{200B}", "\u{A0}", "\u{FEFF}", "\u{AD}", "\u{200D}", "\u{2060}", "\u{202E}", "\u{2028}",
        "\u{0}", "\u{7F}", "\u{85}", "\u{3000}", "\u{3164}", "\u{FE0F}", "\u{E0041}", "\u{2800}",
    ])
    func `nothing invisible stands in an address`(_ character: String) {
        for text in [
            character + "ann@example.com", "an\(character)n@example.com",
            "ann@exam\(character)ple.com", "ann@example.com" + character,
        ] {
            #expect(EmailAddress(text) == nil)
            #expect(text.invisibleCharacter?.hasPrefix("U+") == true)
        }
    }

    @Test(arguments: [
        "ann@xn--a.com", "ann@xn--.com", "ann@xn--exmple-CUA-.com", "ann@xn--Ä.com",
        "ann@\u{301}a.com", "ann@①.com", "ann@ﬁsh.com", "ann@-ä.com", "ann@ä..com", "ann@ä",
        "ann@\(String(repeating: "ä", count: 63)).com", " ann@example.com", "ann@example.com ",
    ])
    func `a domain that cannot be looked up is refused`(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `what can be seen is not invisible`() {
        #expect("Jürgen von Ω (7) – 日本 🙂".invisibleCharacter == nil)
        #expect("a\u{200B}".invisibleCharacter == "U+200B")
        #expect("\u{9}".invisibleCharacter == "U+0009")
        #expect("a ".spaceAtEnd == "U+0020")
        #expect("a b".spaceAtEnd == nil)
    }

    /// RFC 3492 section 7.1; the order of letters is that of the text, upper case kept.
    @Test(arguments: [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
        ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
        ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
        ("なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        (
            "PorquénopuedensimplementehablarenEspañol",
            "PorqunopuedensimplementehablarenEspaol-fmd56a"
        ),
        ("TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"),
        ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
        ("安室奈美恵-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n"),
        ("Hello-Another-Way-それぞれの場所", "Hello-Another-Way--fc4qua05auwb3674vfr0b"),
        ("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v"), ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"),
        ("パフィーdeルンバ", "de-jg4avhby1noc0d"), ("そのスピードで", "d9juau41awczczp"),
        ("-> $1.00 <-", "-> $1.00 <--"),
    ])
    func `text is encoded as the RFC shows`(_ text: String, _ code: String) {
        #expect(Punycode.encode(text) == code)
        #expect(Punycode.decode(code) == text)
    }

    @Test(arguments: ["é", "99999999999999", "-", "ab-!", "\u{80}"])
    func `what nothing is encoded as is not decoded to something else`(_ code: String) {
        let text = Punycode.decode(code)
        #expect(text == nil || text.flatMap(Punycode.encode) == code || code == "-")
    }
}
