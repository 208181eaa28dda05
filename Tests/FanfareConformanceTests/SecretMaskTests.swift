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
}
