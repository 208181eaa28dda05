/// A mock with one wrong rule: a suite that does not notice it has a hole.
///
/// The rules themselves know nothing of this: what is wrong lies around them, in the requests that
/// reach the mock and the answers that leave it.
package struct RuleMutant: Sendable {
    /// A name in kebab-case, the chapter or the kind of hole before the `/`.
    package let name: String
    /// What is wrong, as a sentence without its full stop.
    package let sentence: String
    /// The clauses it contradicts.
    package let clauses: [String]
    /// What makes it wrong.
    let mutation: Mutation

    init(_ name: String, _ sentence: String, _ clauses: String..., by mutation: Mutation) {
        self.name = name
        self.sentence = sentence
        self.clauses = clauses
        self.mutation = mutation
    }

    /// Every rule mutant, chapter by chapter.
    package static let all: [RuleMutant] =
        credentials + tenants + sessions + lifetimes + oneTimePasswords + external + linking
        + linkingLosses + queues + admissions + draws + auctions + answers + limits + entries
        + crossOrigin + neighbours + webhooks + kinds

    /// What nobody thought of, by the kinds of holes: one call alone that does not ask, others, two of
    /// anything, time that passes, the same person again, edges, other spellings.
    private static let kinds: [RuleMutant] =
        oneRoute + queueNeighbours + otherNeighbours + sessionNeighbours + twoQueues + twoOfAnything
        + frozenAndMoving + lapses + signingInAgain + takingPartAgain + edges + lifetimeEdges
        + spellings + spellingsOfValues + returning + strangers
}
