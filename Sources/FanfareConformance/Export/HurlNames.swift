/// What stands in a Hurl file for the variables of a scenario.
struct HurlNames {
    /// Whether every file makes an organization of its own, which nobody of another file has met.
    let hasOwnOrganization: Bool
    private let tag: String
    private let numbers: PhoneNumbers
    private var phones: [String: String] = [:]

    init(_ scenario: Scenario, hasOwnOrganization: Bool) {
        self.hasOwnOrganization = hasOwnOrganization
        tag = scenario.name.replacing("/", with: "-")
        numbers = PhoneNumbers(run: tag)
        // Each in the order in which they are first spoken of.
        for name in scenario.variables.map(\.name) {
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count == 2, parts[0] == "phone" || NationalNumber.parts[parts[0]] != nil,
                phones[parts[1]] == nil
            else { continue }
            phones[parts[1]] = numbers.next()
        }
    }

    /// Hurl writes variables in two braces and without dots; people have their addresses here already.
    func text(_ template: Template) -> String {
        template.segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable(let name): person(name) ?? "{{\(Self.name(name))}}"
            }
        }.joined()
    }

    /// The only variable of a text that Hurl fills in with the type of its value.
    func onlyVariable(_ template: Template) -> String? {
        template.onlyVariable.flatMap { person($0) == nil ? Self.name($0) : nil }
    }

    /// A variable's name.
    static func name(_ name: String) -> String { name.replacing(".", with: "_") }

    /// The address of somebody, or a part of it; with an organization that others use, `run` tells the
    /// people of one run from those of another.
    private func person(_ name: String) -> String? {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2 else { return nil }
        let tag = hasOwnOrganization ? "hurl" : "{{run}}-\(tag)"
        switch parts[0] {
        case "email": return "\(parts[1])+fanfare-kit-\(tag)@example.com"
        case "subject": return "fanfare-kit-\(tag)-\(parts[1])"
        case "phone": return phones[parts[1]]
        default:
            guard let range = NationalNumber.parts[parts[0]], let number = phones[parts[1]] else {
                return nil
            }
            return String(number.dropFirst(range.lowerBound).prefix(range.count))
        }
    }
}
