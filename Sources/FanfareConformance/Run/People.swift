import JSONTree

/// Fresh addresses and names for one scenario, recognisable as made by a run of this tool.
struct People {
    /// What the names of somebody's variables begin with.
    static let words = ["email", "phone", "subject"] + NationalNumber.parts.keys

    /// A short word that no other run uses.
    let run: String
    /// The scenario's number in the run, and which attempt at it this is, where that is not the first.
    let tag: String
    /// Where the target's file says to reach people.
    let addresses: PeopleAddresses
    /// The telephone numbers of the run.
    let numbers: PhoneNumbers

    /// Fresh people for a scenario; one that begins anew meets none of those before.
    init(_ context: RunContext, number: Int, attempt: Int = 0) {
        run = context.run
        tag = attempt == 0 ? "\(number)" : "\(number)-\(attempt)"
        addresses = context.target.addresses
        numbers = context.numbers
    }

    /// Whether a text is one of the run's telephone numbers.
    func isNumber(_ text: String) -> Bool { numbers.contains(text) }

    /// The value of `email.ann`, `phone.ann` or `subject.ann`, nil for any other name; asked again, it is
    /// another number.
    func value(_ name: String) -> JSONNode? {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "email":
            return JSONNode(
                addresses.email?.address(of: "fanfare-kit-\(run)-\(tag)-\(parts[1])")
                    ?? "\(parts[1])+fanfare-kit-\(run)-\(tag)@example.com")
        case "subject": return JSONNode("fanfare-kit-\(run)-\(tag)-\(parts[1])")
        case "phone": return JSONNode(numbers.next())
        default: return nil
        }
    }
}
