/// A response's body that is sent piece by piece: in chunks to an HTTP/1.1 client, up to the end
/// of the connection to an older one.
///
/// Confined to the loop's thread; ends when closed or dropped.
package final class HTTPStream {
    private var channel: (any HTTPExchangeChannel)?

    init(channel: any HTTPExchangeChannel) { self.channel = channel }

    deinit { close() }

    /// Whether more can be written.
    package var isOpen: Bool { channel?.isOpen ?? false }

    /// How many bytes the peer has yet to read; a slow reader's stream is cut off at a limit.
    package var unsentBytes: Int { channel?.unsentBytes ?? 0 }

    /// Sends bytes; ignored once the stream has ended.
    package func write(_ bytes: [UInt8]) {
        guard isOpen, !bytes.isEmpty else { return }
        channel?.writeToStream(bytes)
    }

    /// Sends text.
    package func write(_ text: String) { write(Array(text.utf8)) }

    /// Ends the body.
    package func close() {
        guard let channel else { return }
        self.channel = nil
        channel.closeAction = nil
        if channel.isOpen { channel.endStream() }
    }

    /// Runs an action when the stream ends otherwise than by `close`, or at once if it has ended.
    ///
    /// The peer went away, or reads too slowly, or the server stops.
    package func onClose(_ action: @escaping () -> Void) {
        guard isOpen else { return action() }
        channel?.closeAction = action
    }
}
