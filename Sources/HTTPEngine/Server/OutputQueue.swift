/// Bytes on their way to a client that may be slow to take them.
struct OutputQueue {
    /// What is written now; it follows what is whole already.
    var bytes: [UInt8] = []
    /// Long bodies and what was written before them, each as it came: copying one would take as long
    /// as thousands of requests.
    private var whole: [[UInt8]] = []
    private var wholeCount = 0
    /// How much of the first of all these has been taken.
    private var sent = 0

    /// How many bytes have yet to be taken.
    var unsent: Int { wholeCount + bytes.count - sent }

    enum Progress { case all, some, broken }

    /// From this length on a body goes out as it is.
    static let longLength = 64 << 10

    /// So much is handed over at once; then it is another connection's turn.
    private static let turn = 256 << 10

    /// Adds a long body behind what is there.
    mutating func append(whole body: [UInt8]) {
        whole.append(bytes)
        whole.append(body)
        wholeCount += bytes.count + body.count
        bytes = []
    }

    /// Gives the socket what it takes at once; a fast reader shall not keep others waiting.
    mutating func send(to socket: Socket) -> Progress {
        var left = Self.turn
        while unsent > 0 {
            guard left > 0 else {
                forgetSent()
                return .some
            }
            switch sendFirst(to: socket, atMost: left) {
            case .bytes(let count):
                sent += count
                left -= count
                forgetWhole()
            case .wouldBlock:
                forgetSent()
                return .some
            case .failed, .ended: return .broken
            }
        }
        bytes.removeAll(keepingCapacity: true)
        sent = 0
        return .all
    }

    private func sendFirst(to socket: Socket, atMost limit: Int) -> Socket.Transfer {
        func pass(_ bytes: UnsafeRawBufferPointer) -> Socket.Transfer {
            socket.send(UnsafeRawBufferPointer(rebasing: bytes[sent...].prefix(limit)))
        }
        return whole.isEmpty ? bytes.withUnsafeBytes(pass) : whole[0].withUnsafeBytes(pass)
    }

    private mutating func forgetWhole() {
        while let count = whole.first?.count, sent >= count {
            var taken = [whole.removeFirst()]
            wholeCount -= count
            sent -= count
            if count > Self.turn { BlockingWork.letGo(of: &taken) }
        }
    }

    /// Moves the rest to the front once it is the smaller part, so that every byte moves once.
    private mutating func forgetSent() {
        guard whole.isEmpty, sent > 64 << 10, sent > unsent else { return }
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
