import JSONTree

/// Identifiers and codes that a server makes up itself: opaque texts that are not empty
/// (specs/v1/contract.md#serving).
extension MockLiberty {
    static let names: [MockLiberty] =
        looks.map { word, look, make in
            MockLiberty(
                "ids/\(word)", "Identifiers are \(look): nothing says how they look",
                decides: "ids",
                layer: .values,
                by: .renaming(
                    Renaming { text, _, number in
                        isMadeUp(text) ? make(text, number) : nil
                    }))
        } + [
            named("ids/organization", "The organization's id has another form", "org_") {
                "o-\($0)-\($1)"
            },
            named("ids/guest-as-consumer", "Guests have ids like every consumer", "guest_") {
                text, _ in "cons_" + String(text.dropFirst(6))
            },
            named("codes/exchange-uuid", "An exchange code is a UUID", "exc_") { uuid($0, $1) },
            named("codes/exchange-digits", "An exchange code is a number", "exc_") {
                _, number in "10000000\(10_000_000 + number)"
            },
            named("codes/exchange-long", "An exchange code has 300 characters", "exc_") {
                text, _ in text + String(repeating: "x-Y_9.~", count: 40)
            },
        ]

    private typealias Make = @Sendable (_ text: String, _ number: Int) -> String

    private static let looks: [(String, String, Make)] = [
        ("uuid", "UUIDs", { uuid($0, $1) }),
        ("uuid-upper-case", "UUIDs in upper case", { uuid($0, $1).uppercased() }),
        ("number", "numbers written as text", { _, number in "\(70_000_000 + number)" }),
        ("short", "short", { _, number in String(number, radix: 36) + "z" }),
        (
            "long", "of 200 characters",
            { text, _ in text + String(repeating: "0123456789abcdef", count: 12) }
        ),
        ("upper-case", "in upper case", { text, _ in text.uppercased() }),
        (
            "other-prefix", "behind other prefixes",
            { text, _ in "ff." + text.replacing("_", with: "-") }
        ),
        (
            "no-prefix", "without a prefix",
            { text, _ in String(text.drop { $0 != "_" }.dropFirst()) }
        ),
        ("padded", "base64 with its padding", { _, number in "Y29uc1\(number)z==" }),
        ("colons", "names with colons, as of a cloud", { "urn:ff:\($1):\($0)" }),
        (
            "signs", "of every sign that a path may hold",
            { _, number in "~\(number)!$'()*+,;=:@.-_z" }
        ),
    ]

    /// Whether a text is an identifier that was made up for somebody or for something new.
    static func isMadeUp(_ text: String) -> Bool {
        let prefixes = ["guest_", "cons_", "sess_", "bid_", "booking_", "entry_", "exc_"]
        if prefixes.contains(where: text.hasPrefix) { return true }
        // What the world names has names for people; what was made by a call, a long tail.
        let things = ["exp_", "queue_", "draw_", "auction_"]
        return text.utf8.count > 24 && !text.contains(" ") && things.contains(where: text.hasPrefix)
    }

    private static func named(
        _ name: String, _ sentence: String, _ prefix: String, _ make: @escaping Make
    ) -> MockLiberty {
        MockLiberty(
            name, sentence, decides: prefix == "exc_" ? "codes" : "ids", layer: .values,
            by: .renaming(
                Renaming { text, _, number in
                    text.hasPrefix(prefix) ? make(text, number) : nil
                }))
    }

    /// A text that looks like a UUID of version 7, another for every number.
    @Sendable private static func uuid(_ text: String, _ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "018f3c9a-7b1e-7c3d-9a2b-" + String(repeating: "0", count: 12 - digits.count)
            + digits
    }
}
