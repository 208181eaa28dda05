import Foundations
import Testing

@Suite("base64url")
struct Base64URLTests {
    /// RFC 4648 section 10, without the padding.
    @Test(
        "agrees with RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
        ])
    func vector(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    /// RFC 7515 appendix C.
    @Test func `the alphabet is the one for URLs`() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test(
        "refuses every other spelling",
        arguments: [
            "Zg==", "Zg=", "A+z_4ME", "A-z/4ME", "Zm9v\n", " Zm9v", "Zm 9v", "Z", "Zm9vY", "Zh",
            "Zm9", "Zm9vYmF", "Zm9vé", "Zm9v\u{0}", "Zm9v.",
        ])
    func refuses(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `every length comes back`() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
