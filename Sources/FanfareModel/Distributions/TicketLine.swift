/// A line of tickets in the order they were drawn; any of them may leave.
///
/// Drawing, leaving and asking for a position cost O(log n), finding the next in line a constant in the
/// long run.
struct TicketLine: Sendable {
    /// 1 for each ticket that waits.
    private var counts = FenwickTree<Int32>()
    private var isWaiting = Chunked<Bool>()
    /// No ticket before this one waits.
    private var head = 0
    /// How many tickets wait.
    private(set) var count = 0

    /// Draws the next ticket; it waits at the end.
    mutating func draw() -> Int32 {
        counts.append(1)
        isWaiting.append(true)
        count += 1
        return Int32(isWaiting.count - 1)
    }

    /// Draws a ticket that does not wait.
    mutating func drawIdle() -> Int32 {
        let ticket = draw()
        leave(ticket)
        return ticket
    }

    /// Takes a ticket out of the line; one that does not wait stays as it is.
    mutating func leave(_ ticket: Int32) {
        guard isWaiting[Int(ticket)] else { return }
        isWaiting[Int(ticket)] = false
        count -= 1
        counts.add(-1, at: Int(ticket))
    }

    /// The place of a waiting ticket, 1 for the next in line; nil when it does not wait.
    func position(of ticket: Int32) -> Int? {
        isWaiting[Int(ticket)] ? Int(counts.sum(through: Int(ticket))) : nil
    }

    /// The ticket at a place in line, 1 for the next; nil beyond the end.
    func ticket(at position: Int) -> Int32? {
        guard position >= 1, position <= count else { return nil }
        return Int32(counts.place(exceeding: Int32(position - 1)).place)
    }

    /// The ticket that has waited longest.
    mutating func next() -> Int32? {
        while head < isWaiting.count, !isWaiting[head] { head += 1 }
        return head < isWaiting.count ? Int32(head) : nil
    }
}

extension TicketLine {
    /// The line of tickets of which it is known who still waits; it takes one step a ticket.
    init(waiting: some Sequence<Bool>) {
        for waits in waiting { isWaiting.append(waits) }
        counts = FenwickTree(isWaiting.lazy.map { $0 ? 1 : 0 })
        count = isWaiting.count { $0 }
    }
}
