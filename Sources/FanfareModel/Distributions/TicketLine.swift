/// A line of tickets in the order they were drawn; any of them may leave.
///
/// A Fenwick tree counts who still waits: drawing, leaving and asking for a position cost O(log n),
/// finding the next in line a constant in the long run.
struct TicketLine: Sendable {
    /// `counts[i]` counts the waiting tickets of the range that ends at ticket `i` (from 1).
    private var counts = Chunked<Int32>([0])
    private var isWaiting = Chunked<Bool>()
    /// No ticket before this one waits.
    private var head = 0
    /// How many tickets wait.
    private(set) var count = 0

    /// Draws the next ticket; it waits at the end.
    mutating func draw() -> Int32 {
        let number = counts.count
        var sum: Int32 = 1
        var child = number - 1
        let end = number & (number - 1)
        while child > end {
            sum += counts[child]
            child &= child - 1
        }
        counts.append(sum)
        isWaiting.append(true)
        count += 1
        return Int32(number - 1)
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
        var index = Int(ticket) + 1
        while index < counts.count {
            counts[index] -= 1
            index += index & -index
        }
    }

    /// The place of a waiting ticket, 1 for the next in line; nil when it does not wait.
    func position(of ticket: Int32) -> Int? {
        guard isWaiting[Int(ticket)] else { return nil }
        var sum: Int32 = 0
        var index = Int(ticket) + 1
        while index > 0 {
            sum += counts[index]
            index &= index - 1
        }
        return Int(sum)
    }

    /// The ticket at a place in line, 1 for the next; nil beyond the end.
    func ticket(at position: Int) -> Int32? {
        guard position >= 1, position <= count else { return nil }
        var rest = Int32(position)
        var before = 0
        var step = 1 << (Int.bitWidth - 1 - counts.count.leadingZeroBitCount)
        while step > 0 {
            if before + step < counts.count, counts[before + step] < rest {
                before += step
                rest -= counts[before]
            }
            step >>= 1
        }
        return Int32(before)
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
        for waits in waiting {
            isWaiting.append(waits)
            counts.append(waits ? 1 : 0)
            if waits { count += 1 }
        }
        for index in counts.indices.dropFirst() {
            let above = index + (index & -index)
            if above < counts.count { counts[above] += counts[index] }
        }
    }
}
