/// A target that is wrong in one way on purpose.
package struct Mutant: Sendable {
    /// A name in kebab-case, its parts joined by `/`: `linking/place-lost`.
    package let name: String
    /// What is wrong, one sentence.
    package let sentence: String
    /// The clauses it contradicts.
    package let clauses: [String]
    /// The operation whose answers are wrong, nil when any may be.
    package let operation: Operation?
    /// How grave a finding must be to count, nil for what contradicting its clauses amounts to.
    package let needed: Severity?
    /// The scenarios that say of an answer what is wrong here, none where that is not known.
    package internal(set) var sources: [String]
    /// The scenario that is the likeliest to notice, nil to try those that cite its clauses first.
    package var likeliest: String? { sources.first }
    /// Makes the wrong target out of a right one.
    package let make: @Sendable (any Transport) -> Subject

    /// A wrong target, and how often it has had the occasion to be wrong.
    package struct Subject: Sendable {
        /// The way to it.
        package let transport: any Transport
        /// How many answers differed, or could have.
        package let occasions: @Sendable () -> Int

        /// Describes a wrong target.
        package init(transport: any Transport, occasions: @escaping @Sendable () -> Int) {
            self.transport = transport
            self.occasions = occasions
        }
    }

    /// Describes a mutant that no particular operation belongs to.
    package init(
        name: String, sentence: String, clauses: [String],
        make: @escaping @Sendable (any Transport) -> Subject
    ) {
        self.init(
            name: name, sentence: sentence, clauses: clauses, operation: nil, needed: nil,
            sources: [], make: make)
    }

    init(
        name: String, sentence: String, clauses: [String], operation: Operation?,
        needed: Severity?, sources: [String], make: @escaping @Sendable (any Transport) -> Subject
    ) {
        self.name = name
        self.sentence = sentence
        self.clauses = clauses
        self.operation = operation
        self.needed = needed
        self.sources = sources
        self.make = make
    }

    /// What it is counted with: the part before the first `/`, or the operation.
    package var group: String { operation?.description ?? String(name.prefix { $0 != "/" }) }
}
