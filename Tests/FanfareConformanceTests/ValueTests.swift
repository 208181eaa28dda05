import FanfareConformance
import Foundations
import HTTPEngine
import JSONTree
import TestSupport
import Testing

struct ValueTests {
    @Test(arguments: [
        ("61s", 61_000), ("10m1s", 601_000), ("1h", 3_600_000), ("30d", 2_592_000_000),
        ("500ms", 500),
        ("1d2h3m4s5ms", 93_784_005), ("0s", 0),
    ])
    func `a span is read and written`(_ text: String, _ milliseconds: Int) {
        #expect(TimeSpan(text)?.milliseconds == milliseconds)
        #expect(
            TimeSpan(TimeSpan(milliseconds: milliseconds).description)?.milliseconds == milliseconds
        )
    }

    @Test(arguments: ["", "s", "1", "1s1m", "1s1s", "-1s", "1.5s", "1 s", "99999999999999999d"])
    func `anything else is no span`(_ text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2026-01-01T00:10:01Z", 1_767_226_201_000), ("1969-12-31T23:59:59Z", -1000),
        ("2026-01-01T00:00:00.25Z", 1_767_225_600_250), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
    ])
    func `an instant is read`(_ text: String, _ milliseconds: Int) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
        #expect(
            Timestamp(iso8601: Timestamp(milliseconds: milliseconds).description)?.milliseconds
                == milliseconds)
    }

    @Test(arguments: [
        "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z", "2026-01-01 00:00:00Z", "2025-02-29T00:00:00Z",
    ])
    func `anything else is no instant`(_ text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `braces that hold no name stand for themselves`() {
        #expect(Template("{").variables == [])
        #expect(Template("{\"a\": {b}}").variables == ["b"])
        #expect(Template("{a b}{1}{}{a.}").variables == [])
        #expect(Template("/x/{a.b_1}/{c}").variables == ["a.b_1", "c"])
        #expect(Template("{a}").onlyVariable == "a")
        #expect(Template("{a} ").onlyVariable == nil)
        #expect(Template("{\"x\": \"{y}").source == "{\"x\": \"{y}")
    }

    @Test(arguments: [
        ("otp/*", "otp/a", true), ("otp/*", "otp/a/b", false), ("otp/**", "otp/a/b", true),
        ("*", "otp/a", false), ("**", "otp/a", true), ("otp/a*c", "otp/abc", true),
        ("otp", "otp/a", false),
        ("*/expired-*", "otp/expired-code", true), ("", "", true),
    ])
    func `a pattern matches a whole name`(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(Glob(pattern).matches(name) == matches)
    }

    @Test func `a pattern of many stars is answered before anybody notices`() {
        // Tried one by one, the ways to share the letters among the stars are more than 10^20.
        #expect(
            !Glob(String(repeating: "*a", count: 40) + "b").matches(
                String(repeating: "a", count: 100)))
        #expect(
            !Glob("a" + String(repeating: "**a*", count: 40) + "b").matches(
                String(repeating: "a/", count: 100)))
        #expect(Glob(String(repeating: "*", count: 100_000) + "a").matches("b/a"))
    }

    @Test func `short patterns mean what the rule says, tried one by one`() {
        for pattern in Self.words(of: "ab/*", upTo: 4) {
            for name in Self.words(of: "ab/", upTo: 4) {
                #expect(
                    Glob(pattern).matches(name) == Self.fits(pattern[...], name[...]),
                    "\(pattern) \(name)")
            }
        }
    }

    private static func words(of letters: String, upTo length: Int) -> [String] {
        guard length > 0 else { return [""] }
        let shorter = words(of: letters, upTo: length - 1)
        return shorter
            + shorter.filter { $0.count == length - 1 }.flatMap { word in
                letters.map { word + String($0) }
            }
    }

    /// The rule itself: a star takes nothing, or a letter and then as before.
    private static func fits(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        guard first == "*" else {
            return name.first == first && fits(pattern.dropFirst(), name.dropFirst())
        }
        let crosses = pattern.hasPrefix("**")
        return fits(pattern.dropFirst(crosses ? 2 : 1), name)
            || (!name.isEmpty && (crosses || name.first != "/") && fits(pattern, name.dropFirst()))
    }

    @Test func `the nearest word is offered, a distant one is not`() {
        #expect(Nearest.words(to: "qeues", in: ["queues", "otp", "guest"]) == ["queues"])
        #expect(Nearest.words(to: "zzzzzz", in: ["queues", "otp"]) == [])
        #expect(Nearest.distance("kitten", "sitting") == 3)
    }

    @Test(arguments: [
        ("http://127.0.0.1:4802", "http://127.0.0.1:4802", "127.0.0.1:4802", ""),
        (
            "https://consumer.example/api/v1/", "https://consumer.example/api/v1",
            "consumer.example", "/api/v1"
        ),
        ("HTTP://[::1]:80/x", "http://[::1]/x", "[::1]", "/x"),
    ])
    func `an address is read`(_ text: String, _ whole: String, _ authority: String, _ path: String)
    {
        let address = TargetAddress(text)
        #expect(address?.description == whole)
        #expect(address?.authority == authority)
        #expect(address?.basePath == path)
    }

    @Test(arguments: [
        "", "127.0.0.1", "ftp://x", "http://", "http://x:0", "http://x:y", "http://u@x",
        "http://x/?q", "http://[::1", "http://[::1]x:80", "http://::1", "http://[]", "http://]:80",
        "http://[[::1]]",
    ])
    func `anything else is no address`(_ text: String) {
        #expect(TargetAddress(text) == nil)
    }

    @Test func `a curl line repeats the request and takes secrets from the shell`() throws {
        var mask = SecretMask()
        mask.add("sk_test_12345678", as: "FANFARE_SECRET_KEY")
        mask.add("tok'en", as: "TOKEN")
        let request = HTTPRequest(
            method: "POST", target: "/api/v1/x?q=1",
            headers: ["Host": "h", "Authorization": "Bearer sk_test_12345678", "X-Odd": "it's"],
            body: Array(#"{"key":"sk_test_12345678!"}"#.utf8))
        let address = try #require(TargetAddress("http://h:1/api/v1"))
        let target = Target(name: "t", address: address)
        expectSameText(
            CurlLine.text(request, to: target, mask: mask),
            #"curl -i 'http://h:1/api/v1/x?q=1' -H 'Authorization: Bearer '"$FANFARE_SECRET_KEY" "#
                + #"-H 'X-Odd: it'\''s' --data '{"key":"'"$FANFARE_SECRET_KEY"'!"}'"#)
        #expect(
            CurlLine.text(HTTPRequest(method: "DELETE", target: "/x"), to: target, mask: mask)
                == "curl -i -X DELETE 'http://h:1/x'")
    }

    @Test func `tokens in answers are learned and masked, the longest first`() throws {
        var mask = SecretMask()
        mask.learn(
            from: try JSONNode(
                parsing:
                    #"{"accessToken": "abcd", "s": {"refreshToken": "abcdef", "accessToken": "wxyz"}}"#
            ))
        #expect(mask.masked("abcdef abcd wxyz") == "$REFRESH_TOKEN $ACCESS_TOKEN $ACCESS_TOKEN_2")
    }

    @Test func `a token of another algorithm is one, but not as the samples are`() throws {
        // {"alg":"HS256","typ":"JWT"}
        let text = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30." + String(repeating: "A", count: 86)
        #expect(
            try CompactToken(text).otherSignature
                == #"its header is {"alg":"HS256","typ":"JWT"}, not alg EdDSA and typ JWT"#)
        // {"alg":"EdDSA","typ":"JWT"}
        let sample = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.e30."
        #expect(
            try CompactToken(sample + String(repeating: "A", count: 86)).otherSignature == nil)
        #expect(
            try CompactToken(sample + "AAAA").otherSignature
                == "the signature is not 64 bytes in base64url")
        // A header that names no algorithm, and nothing where the signature belongs.
        #expect(throws: CompactToken.Flaw.self) { try CompactToken("e30.e30.AAAA") }
        #expect(throws: CompactToken.Flaw.self) { try CompactToken(sample) }
        #expect(Base64URL.decode("e30") == Array("{}".utf8))
        #expect(Base64URL.decode("e31") == nil)
        #expect(Base64URL.decode("e") == nil)
        #expect(Base64URL.decode("e3=") == nil)
    }
}
