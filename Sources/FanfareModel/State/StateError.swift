/// Why bytes are no state that can be gone on from, and where that was noticed.
package struct StateError: Error, Hashable, Sendable {
    /// What was wrong.
    package enum Reason: Hashable, Sendable {
        /// They do not begin as a state does.
        case noState(wanted: StateKind)
        /// They are the state of something else.
        case otherKind(found: StateKind, wanted: StateKind)
        /// They were written in another form.
        case otherVersion(String)
        /// The checksum does not fit: cut off, or changed since.
        case damaged
        /// They end in the middle of a part.
        case endsEarly
        /// More follows than there should.
        case goesOn
        /// A part has a value that it cannot have; the text says what it may be.
        case unusable(String)
    }

    /// What was wrong.
    package let reason: Reason
    /// The part, such as `consumers[17].holdings`; empty for the state as a whole.
    package let place: String
    /// The offset of the byte.
    package let offset: Int
}

extension StateError: CustomStringConvertible {
    /// What was wrong, where, and what to do next.
    package var description: String {
        switch reason {
        case .noState(let wanted):
            "It is no state: one begins with the line '\(wanted.header.dropLast())'."
        case .otherKind(let found, let wanted):
            "It is the state of \(found.words), not of \(wanted.words)."
        case .otherVersion(let version):
            "It was written in form \(version), and this version reads form \(StateKind.version) only."
                + " Read it with the version that wrote it."
        case .damaged:
            "It is damaged or cut off: its \(offset) bytes do not fit their checksum."
        case .endsEarly: "It ends too early, \(position)."
        case .goesOn: "It goes on where it should end, \(position)."
        case .unusable(let allowed):
            "It holds what no state can hold, \(position): expected \(allowed)."
        }
    }

    private var position: String {
        place.isEmpty ? "at byte \(offset)" : "at byte \(offset), in \(place)"
    }
}
