import JSONTree

/// What a JSON value may be, apart from how a dialect of OpenAPI writes it down.
///
/// The shapes that generators break on cannot be said here: nothing is only null, no schema is `true`
/// or `false`, words are texts, a list says what it holds, a choice has a tag, and alternatives never
/// stand beside members.
struct Schema: Sendable, Hashable {
    /// The kinds of value.
    indirect enum Shape: Sendable, Hashable {
        case anything
        case boolean
        case text(TextRules)
        case integer(Bounds)
        case number(Bounds)
        case list(of: Schema)
        /// An object whose names are not known beforehand.
        case map(to: Schema)
        /// An object of known members, beside which others may stand.
        case object([Property])
        /// A component, by its name.
        case component(String)
        case choice(Choice)
    }

    var shape: Shape
    /// Whether null may stand in its place.
    var allowsNull = false
    /// What it means, one sentence or two.
    var about: String?
    var example: JSONNode?
    /// What its absence means.
    var standard: JSONNode?

    init(_ shape: Shape, allowsNull: Bool = false, about: String? = nil) {
        self.shape = shape
        self.allowsNull = allowsNull
        self.about = about
    }
}

extension Schema {
    /// A member of an object.
    struct Property: Sendable, Hashable {
        let name: String
        var schema: Schema
        var isRequired: Bool
    }

    /// One of several components, told by the word that a member of each has.
    struct Choice: Sendable, Hashable {
        let tag: String
        let cases: [Case]

        /// The component that a word stands for.
        struct Case: Sendable, Hashable {
            let word: String
            let component: String
        }
    }

    /// What a text may be; everything when nothing is set.
    struct TextRules: Sendable, Hashable {
        var format: String?
        var pattern: String?
        var minLength: Int?
        var maxLength: Int?
        /// The only texts that there are.
        var words: [String]?
    }

    /// The least and the greatest number, both allowed.
    struct Bounds: Sendable, Hashable {
        var minimum: JSONNumber?
        var maximum: JSONNumber?
    }

    static let anything = Schema(.anything)
    static let text = Schema(.text(TextRules()))

    /// One text and no other.
    static func word(_ word: String) -> Schema { Schema(.text(TextRules(words: [word]))) }

    static func component(_ name: String) -> Schema { Schema(.component(name)) }

    /// The components that it refers to, itself and within.
    var components: [String] {
        switch shape {
        case .anything, .boolean, .text, .integer, .number: []
        case .list(let element): element.components
        case .map(let value): value.components
        case .object(let properties): properties.flatMap(\.schema.components)
        case .component(let name): [name]
        case .choice(let choice): choice.cases.map(\.component)
        }
    }
}
