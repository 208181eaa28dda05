/// Bytes on their way to a client that may be slow to take them.
struct OutputQueue {
    var bytes: [UInt8] = []
    private var sent = 0

    /// How many bytes have yet to be taken.
    var unsent: Int { bytes.count - sent }

    enum Progress { case all, some, broken }

    /// Gives the socket what it takes at once; a fast reader shall not keep others waiting.
    mutating func send(to socket: Socket) -> Progress {
        guard unsent > 0 else { return .all }
        let transfer = bytes.withUnsafeBytes { bytes in
            socket.send(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        }
        switch transfer {
        case .bytes(let count): sent += count
        case .wouldBlock: break
        case .failed, .ended: return .broken
        }
        guard unsent == 0 else {
            forgetSent()
            return .some
        }
        bytes.removeAll(keepingCapacity: true)
        sent = 0
        return .all
    }

    /// Moves the rest to the front once it is the smaller part, so that every byte moves once.
    private mutating func forgetSent() {
        guard sent > 64 << 10, sent > unsent else { return }
        bytes.removeSubrange(..<sent)
        sent = 0
    }

    /// Takes a used buffer over, to spare an allocation.
    mutating func borrow(from spares: inout [[UInt8]]) {
        if bytes.capacity == 0, let spare = spares.popLast() { bytes = spare }
    }

    /// Gives the buffer back when it is empty, for the next connection to use.
    mutating func giveBack(to spares: inout [[UInt8]]) {
        guard bytes.isEmpty, bytes.capacity > 0 else { return }
        var used: [UInt8] = []
        swap(&used, &bytes)
        if spares.count < 64, used.capacity <= 32 << 10 { spares.append(used) }
    }
}
