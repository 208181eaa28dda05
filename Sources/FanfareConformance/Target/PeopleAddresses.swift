import Foundations

/// The addresses that the people of a run get, in a mailbox and with a number that the target's owner
/// has; without them they are made up, and belong to nobody.
package struct PeopleAddresses: Sendable, Hashable {
    /// Where mail goes, if that is said.
    package var email: Email?
    /// Whose messages are read, if that is said.
    package var phone: Phone?

    /// Says nothing.
    package init() {}

    /// `qa+{tag}@corp.example`: a mail address with a place for what tells a person apart.
    package struct Email: Sendable, Hashable {
        private let (start, end): (Substring, Substring)

        /// Reads one; nil unless `{tag}` stands in it once, and an @ between two parts.
        package init?(_ text: String) {
            let parts = text.split(separator: "{tag}", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            (start, end) = (parts[0], parts[1])
            let halves = address(of: "x").split(separator: "@", omittingEmptySubsequences: false)
            guard halves.count == 2, !halves.contains(where: \.isEmpty),
                text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                !(start + end).contains(where: { "{}<>()[],;:\\\"".contains($0) })
            else { return nil }
        }

        /// The address of somebody; a tag is made of letters, digits and hyphens.
        package func address(of tag: String) -> String { start + tag + end }
    }

    /// `+1202555{nnnn}`: a telephone number with a place for the digits that tell a person apart.
    package struct Phone: Sendable, Hashable {
        private let (start, end): (Substring, Substring)
        private let digits: Int
        /// How many numbers there are.
        package let count: Int

        /// Reads one; nil unless it is a + and at most 15 digits (E.164), two to nine of them `{n…}`.
        package init?(_ text: String) {
            let parts = text.split(omittingEmptySubsequences: false) { "{}".contains($0) }
            guard parts.count == 3, text.contains("{\(parts[1])}"),
                (2...9).contains(parts[1].utf8.count), parts[1].allSatisfy({ $0 == "n" }),
                parts[0].first == "+",
                (parts[0].dropFirst() + parts[2]).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                (8...16).contains(parts[0].utf8.count + parts[1].utf8.count + parts[2].utf8.count)
            else { return nil }
            (start, end, digits) = (parts[0], parts[2], parts[1].utf8.count)
            count = (0..<digits).reduce(1) { power, _ in power * 10 }
        }

        /// One of the numbers; those from `count` on begin anew.
        package func number(_ index: Int) -> String { start + (index % count).padded(digits) + end }
    }
}
