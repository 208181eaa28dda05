/// What a draw or an auction gives to a winner, who has to use it by an instant.
///
/// The token that proves it is signed when somebody asks, not when it is won, so that a million
/// winners cost no more than a million records. It names the winner as of the winning: a token stays
/// the same when its guest is linked afterwards.
public struct Win: Hashable, Sendable {
    /// The tail of the winner's identifier at the time.
    let winner: ULID
    /// Whether the winner was a guest at the time.
    let wasGuest: Bool
    /// When it was won.
    public let wonAt: Instant

    init(_ winner: Consumer, at now: Instant) {
        self.winner = winner.id
        wasGuest = winner.isGuest
        wonAt = now
    }

    /// What the winner's identifier was given to at the time.
    var kind: IdentifierFormat.Kind { wasGuest ? .guest : .consumer }
}

extension Win: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        winner = try reader.read()
        wasGuest = try reader.read()
        wonAt = try reader.read()
    }

    package func write(to writer: inout StateWriter) {
        writer.write(winner)
        writer.write(wasGuest)
        writer.write(wonAt)
    }
}
