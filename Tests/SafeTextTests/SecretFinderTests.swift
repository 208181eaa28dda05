import Foundation
import SafeText
import Testing

struct SecretFinderTests {
    private static let secret = "sk_test_Canary/4711+x"

    /// Every way in which a target may write a value down.
    static let forms: [(String, @Sendable (String) -> String)] = [
        ("plain", { $0 }), ("upper case", { $0.uppercased() }), ("lower case", { $0.lowercased() }),
        ("base64", { Data($0.utf8).base64EncodedString() }),
        ("base64 behind one byte", { Data("x\($0)".utf8).base64EncodedString() }),
        ("base64 behind two bytes", { Data("xy\($0)".utf8).base64EncodedString() }),
        ("base64 inside", { Data("user:\($0)@host, and more".utf8).base64EncodedString() }),
        (
            "base64url",
            {
                Data("k=\($0)".utf8).base64EncodedString().replacing("+", with: "-")
                    .replacing("/", with: "_").replacing("=", with: "")
            }
        ),
        ("hexadecimal", { $0.utf8.map { String($0, radix: 16) }.joined() }),
        ("HEXADECIMAL", { $0.utf8.map { String($0, radix: 16).uppercased() }.joined() }),
        ("percent", { $0.replacing("/", with: "%2F").replacing("+", with: "%2b") }),
        ("all percent", { $0.utf8.map { "%" + String($0, radix: 16) }.joined() }),
        ("JSON", { $0.replacing("/", with: #"\/"#) }),
        ("all JSON", { $0.utf16.map { "\\u00" + String($0, radix: 16) }.joined() }),
        ("all HTML", { $0.utf8.map { "&#\($0);" }.joined() }),
        ("hexadecimal HTML", { $0.utf8.map { "&#x" + String($0, radix: 16) + ";" }.joined() }),
        ("percent twice", { $0.utf8.map { "%25" + String($0, radix: 16) }.joined() }),
        ("percent in HTML", { $0.utf8.map { "&#37;" + String($0, radix: 16) }.joined() }),
        (
            "base64 in a URL",
            {
                Data($0.utf8).base64EncodedString().replacing("+", with: "%2B")
                    .replacing("/", with: "%2F")
            }
        ),
    ]

    @Test(arguments: forms.indices)
    func `a value is found in whatever form it stands`(_ index: Int) throws {
        var finder = SecretFinder()
        finder.add(Self.secret)
        let (name, form) = Self.forms[index]
        let written = form(Self.secret)
        for (before, after) in [("", ""), ("<", ">"), ("é %zz \\q &x; = ", " und so weiter")] {
            let text = Array((before + written + after).utf8)
            let hits = finder.hits(in: text)
            #expect(hits.count == 1, "\(name): \(before + written + after)")
            let hidden = String(decoding: text[try #require(hits.first).bytes], as: UTF8.self)
            #expect(written.utf8.count - hidden.utf8.count < 30, "\(name): \(hidden)")
        }
    }

    @Test func `the longer of two values wins, and overlapping ones become one`() {
        var finder = SecretFinder()
        for secret in ["abcd", "abcdef", "efgh", "x"] { finder.add(secret) }
        #expect(finder.count == 3)
        #expect(
            finder.hits(in: Array("abcdef abcd abcdefgh".utf8)).map(\.bytes) == [
                0..<6, 7..<11, 12..<20,
            ])
    }

    @Test func `a number is not found inside another`() {
        var finder = SecretFinder()
        finder.add("123456")
        let numbers = [
            "1123456", "1234567", "x123456y", "tok-123456", "a.123456.b", "123456", "123456.",
            "x 123456",
            "\"123456\"", "%20123456",
        ]
        #expect(
            numbers.map { finder.hits(in: Array($0.utf8)).count } == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    }

    @Test func `what stands under a secret's name is one, JSON or not`() {
        let texts = [
            #"{"accessToken":"abc.def"}"#, "\u{FEFF}{\"access_token\" : \"abc.def\"",
            "access_token=abc.def&x=1", #"{\"refreshToken\":\"abc.def\"}"#,
            "<secretKey>abc.def</secretKey>", "Authorization: Bearer abc.def", "password = abc.def",
            "'api-key': 'abc.def'", "Set-Cookie: abc.def; Path=/",
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            let values = NamedSecrets.found(in: bytes).map {
                String(decoding: bytes[$0.value], as: UTF8.self)
            }
            #expect(values == ["abc.def"], "\(text)")
        }
        for text in [
            #"{"code":"otp_expired"}"#, #"{"token":null}"#, #"{"accessToken":"$ACCESS_TOKEN"}"#,
            "token: none", "the token is abc.def", #"{"status":"abc.def"}"#, "code=1234",
        ] {
            let found = NamedSecrets.found(in: Array(text.utf8)).map(\.name)
            #expect(found == (text == "token: none" ? ["token"] : []), "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"token":"a b/c \" d","x":1}"#, #"a b/c \" d"#),
        (#"{\"token\":\"a b c\",\"x\":1}"#, "a b c"),
        ("token='a b c' x", "a b c"), (#"{"token":"a b c"#, "a b c"), (#"{"token":""#, nil),
    ])
    func `a secret in quotes ends with them`(_ text: String, _ value: String?) {
        let bytes = Array(text.utf8)
        let found = NamedSecrets.found(in: bytes).map { bytes[$0.value] }
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == [value].compactMap(\.self))
    }

    @Test(arguments: [
        "code:", "token:$", "code=", "token:•", "code:'", "::code", "token:", "eyJ.", "eyJ..",
        "://a",
    ])
    func `a text made of names takes no long time`(_ part: String) {
        let text = String(repeating: part, count: 100_000)
        #expect(NamedSecrets.found(in: Array(text.utf8)).count <= 100_000)
        #expect(!SecretLook.masked(text).isEmpty)
    }

    @Test func `keys, signed tokens and people in URLs are known by their look`() {
        #expect(
            SecretLook.masked("x eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln y") == "x eyJ••• y")
        #expect(
            SecretLook.masked("key=sk_live_0123456789, exc_01HXYZ12345")
                == "key=sk_live_•••, exc_•••")
        #expect(SecretLook.masked("http://user:pa:ss@h/x?a@b") == "http://•••@h/x?a@b")
        #expect(
            SecretLook.masked("https://h/x@y mail ann@example.com")
                == "https://h/x@y mail ann@example.com")
        #expect(SecretLook.masked("ask_test_me exc_x eyJ.x") == "ask_test_me exc_x eyJ.x")
    }

    @Test func `of a text that nearly repeats a value everywhere the rest is hidden unread`() {
        var finder = SecretFinder()
        finder.add(String(repeating: "a", count: 3000) + "b")
        let text = Array("x " + String(repeating: "a", count: 20_000)).map { $0.asciiValue ?? 0 }
        let hits = finder.hits(in: text)
        #expect(hits.count == 1)
        #expect(hits.first.map { $0.bytes.lowerBound > 2 } == true)
        #expect(hits.first?.bytes.upperBound == text.count)
    }
}
