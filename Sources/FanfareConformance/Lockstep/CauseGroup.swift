/// A difference in its shortest story.
package struct Shrunk: Sendable {
    /// What was found.
    package let found: Explorer.Found
    let story: Plot
    let outcome: Lockstep.Outcome
    let difference: StoryDifference
    let cause: StoryCause
    /// Whether there was time to look for a shorter one.
    package let isFinished: Bool

    /// How many steps its story has: its moves, and each time that a code is read.
    package var steps: Int { story.moves.count + outcome.trace.count(where: \.readsCode) }

    /// Whether another's story shows the same difference.
    fileprivate func isShown(by other: Shrunk) -> Bool {
        other.outcome.differences.contains { $0.signature.isLike(difference.signature) }
    }
}

/// Everything that one cause shows, the gravest and shortest first.
package struct CauseGroup: Sendable {
    /// The differences.
    package private(set) var shown: [Shrunk]

    /// How grave it is.
    package var severity: Severity { shown.map(\.found.severity).max() ?? .note }
    /// How many stories of the walk show it.
    package var stories: Int { Set(shown.flatMap(\.found.stories)).count }

    private init(_ first: Shrunk) { shown = [first] }

    /// Puts together what has one cause.
    package static func all(_ all: [Shrunk]) -> [CauseGroup] {
        let ordered = all.sorted { one, other in
            if one.found.severity != other.found.severity {
                return one.found.severity > other.found.severity
            }
            return (one.steps, one.found.number) < (other.steps, other.found.number)
        }
        return ordered.reduce(into: []) { groups, next in
            let known = groups.indices.first { groups[$0].explains(next) }
            guard let known else { return groups.append(CauseGroup(next)) }
            groups[known].shown.append(next)
        }
    }

    /// Whether something is done that was seen to be the cause, or the same member was wrong before.
    private func explains(_ other: Shrunk) -> Bool {
        shown.contains { known in
            if known.cause == other.cause { return true }
            guard case .member(let flaw) = known.difference.aspect,
                case .member(let otherFlaw) = other.difference.aspect,
                flaw.place.last == otherFlaw.place.last
            else { return false }
            // Either story may be the longer one, and show the other's difference on its way.
            return known.isShown(by: other) || other.isShown(by: known)
        }
    }
}
