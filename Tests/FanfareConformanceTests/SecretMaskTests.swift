import Foundation
import Testing

@testable import FanfareConformance

/// A mask makes its finder late, and copies of it may differ in what they know.
struct SecretMaskTests {
    private let text = "first-secret second-secret"

    @Test(arguments: [true, false])
    func `a copy that learns more hides more, whichever masks first`(copyMasksFirst: Bool) {
        var mask = SecretMask()
        mask.add("first-secret", as: "ONE")
        var copy = mask
        copy.add("second-secret", as: "TWO")
        if !copyMasksFirst { #expect(mask.masked(text) == "$ONE second-secret") }
        #expect(copy.masked(text) == "$ONE $TWO")
        #expect(mask.masked(text) == "$ONE second-secret")
    }

    @Test func `what is learned after the first text is masked in the next`() {
        var mask = SecretMask()
        mask.add("first-secret", as: "ONE")
        #expect(mask.masked(text) == "$ONE second-secret")
        mask.add("second-secret", as: "TWO")
        #expect(mask.masked(text) == "$ONE $TWO")
    }

    @Test func `an email inside a token leaves the token one secret`() {
        var mask = SecretMask()
        mask.add("ann@example.com", as: "EMAIL")
        let claims = #"{"email":"ann@example.com","kind":"x"}"#.utf8
        let payload = Data(claims).base64EncodedString().replacing("=", with: "")
        let token = "eyJhbGciOiJIUzI1NiJ9.\(payload).c2lnbmF0dXJl"
        #expect(mask.masked("a \(token) of ann@example.com") == "a eyJ••• of $EMAIL")
        mask.add(token, as: "TOKEN")
        #expect(mask.masked("a \(token)") == "a $TOKEN")
    }

    private func long(_ name: String, _ count: Int = 1 << 20) -> String {
        "\(name)-" + String(repeating: name, count: count / name.utf8.count)
    }

    @Test func `a secret too long to be remembered is hidden with all that follows it`() {
        var mask = SecretMask()
        mask.add(long("canary"), as: "LONG")
        mask.add("another-secret", as: "SHORT")
        #expect(mask.masked("a \(long("canary")) b another-secret") == "a $LONG")
        #expect(mask.masked("another-secret, canary") == "$SHORT, canary")
        let encoded = long("canary").utf8.map { String($0, radix: 16) }.joined()
        #expect(mask.masked("a \(encoded)") == "a $LONG")
    }

    @Test func `of many secrets together the later are known by their beginnings`() {
        var mask = SecretMask()
        for number in 0..<20 { mask.add(long("s\(number)canary", 9_000), as: "S") }
        for number in 0..<20 {
            let shown = mask.masked("a \(long("s\(number)canary", 9_000))")
            #expect(shown == (number == 0 ? "a $S" : "a $S_\(number + 1)"))
        }
    }

    @Test func `digits are a code where they stand alone, and chance inside a token`() {
        var mask = SecretMask()
        mask.add("4711", as: "CODE")
        #expect(
            mask.shellQuoted(#"{"code":"4711"}"#) == #"'{"code":"'"$CODE"'"}'"#)
        for text in [
            "Bearer tok-4711-x", "id_4711", "a4711b", "14711", "v.4711",
        ] {
            #expect(mask.masked(text) == text)
        }
        #expect(mask.masked("Your code is 4711.") == "Your code is $CODE.")
        #expect(
            mask.masked("/verify/4711?code=4711&x=%204711") == "/verify/$CODE?code=$CODE&x=%20$CODE"
        )
    }
}
