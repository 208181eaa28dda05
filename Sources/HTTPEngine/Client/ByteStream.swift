/// The bytes of a connection, plain or under TLS; calls wait, but never past a deadline.
///
/// Deadlines are ticks of `SystemClock`. They hold even while bytes keep coming. No call raises
/// SIGPIPE: a peer that has gone is a failure of its connection and of nothing else.
package protocol ByteStream {
    /// Receives what is there, or waits for the first byte; 0 at the end.
    func receive(
        into buffer: UnsafeMutableBufferPointer<UInt8>, deadline: UInt64
    ) throws(ByteStreamFailure) -> Int

    /// Sends some bytes, or finds that the peer speaks instead of listening; then receive first.
    func send(
        _ bytes: UnsafeRawBufferPointer, deadline: UInt64
    ) throws(ByteStreamFailure) -> ByteStreamSent

    /// Whether the peer has neither spoken nor gone since.
    var isQuiet: Bool { get }

    /// What the system knows the connection by.
    var descriptor: Int32 { get }

    /// Tells the peer that nothing more will be sent.
    func shutDownSending()

    /// Ends the connection; by a reset, if asked, as a crashed program would.
    func close(byReset: Bool)
}

/// What came of sending.
package enum ByteStreamSent: Sendable {
    /// So many bytes have been taken.
    case bytes(Int)
    /// None were, and the peer has said something meanwhile.
    case peerSpoke
}

/// Why bytes cannot be sent or received.
package enum ByteStreamFailure: Error, Sendable {
    /// The deadline has come.
    case timedOut
    /// The peer has ended the connection, too early.
    case closed
    /// The peer, or something on the way, broke the connection.
    case reset
    /// Nothing listens there.
    case refused
    /// There is no memory left for what comes.
    case noRoom
    /// What came cannot be deciphered.
    case undecipherable(reason: String)
    /// Anything else, in the system's words.
    case other(reason: String)
}
