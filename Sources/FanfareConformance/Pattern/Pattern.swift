package import JSONTree

/// What an answer's value must look like.
package struct Pattern: Sendable {
    /// The ways to say it.
    package indirect enum Kind: Sendable {
        /// Exactly this scalar.
        case scalar(JSONNode)
        /// A text with variables, or the value of a variable.
        case text(Template)
        /// A named form, or, if said so, null.
        case matcher(Matcher, orNull: Bool)
        /// Every member named must match; others may be there.
        case object([Member])
        /// As many elements, each matching.
        case array([Pattern])
        /// Any of these.
        case oneOf([Pattern])
        /// Anything else.
        case not(Pattern)
        /// An array with at least one element, where every element matches.
        case each(Pattern)
        /// An array that holds an element for each.
        case includes([Pattern])
        /// A header that stands once, and matches.
        case once(Pattern)
        /// A compact JWS whose claims match.
        case claims(Pattern)
    }

    /// A named member of an object pattern.
    package struct Member: Sendable {
        /// The name, which may hold variables.
        package let key: Template
        /// Where the name stands.
        package let place: FileLocation
        /// What its value must look like.
        package let pattern: Pattern
    }

    /// What it says.
    package let kind: Kind
    /// Where it says so.
    package let place: FileLocation

    /// Whether it names every documented member: payload files do, a scenario looks at some.
    var isWholeShape: Bool { place.file.path.hasPrefix("fixtures/payloads/") }

    /// Makes a pattern that stands at a place.
    package init(_ kind: Kind, at place: FileLocation) {
        self.kind = kind
        self.place = place
    }
}

/// The named forms that a string beginning with `$` stands for.
package enum Matcher: Sendable, Hashable {
    /// A string that is not empty.
    case string
    /// An opaque id; another prefix is worth a note.
    case id(prefix: String?)
    /// ISO 8601 in any zone, and, if given, of that moment.
    case timestamp(Moment?)
    /// ISO 8601 in UTC.
    case utc
    /// Whole seconds since 1970, about that long after the organization's now, else within a day.
    case unixTime(TimeSpan?)
    /// A number without a fraction, within bounds where some are given.
    case integer(NumberRange?)
    /// A number.
    case number
    /// True or false.
    case boolean
    /// An object.
    case object
    /// An array.
    case array
    /// So many decimal digits, as a string.
    case digits(Int)
    /// A compact JWS signed with Ed25519.
    case jwt
    /// A string that holds another.
    case contains(Template)
    /// A list with commas that names a word, in letters of either case.
    case lists(Template)
    /// A date as HTTP writes it.
    case httpDate
    /// Nothing at all: the member or header must not be there.
    case absent

    /// Between which numbers a number lies; a bound may be a variable.
    package struct NumberRange: Sendable, Hashable {
        /// The smallest, nil for no bound.
        let lower: Template?
        /// The largest, nil for no bound.
        let upper: Template?
        /// Whether the smallest is itself too small.
        var excludesLower = false
    }

    /// The moment a timestamp speaks of.
    package enum Moment: Sendable, Hashable {
        /// About that long after the organization's now.
        case after(TimeSpan)
        /// Exactly that instant, however it is written.
        case at(Template)
    }
}
