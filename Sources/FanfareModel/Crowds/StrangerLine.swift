/// How many strangers stand in a line of tickets: not who, only how many before each ticket and behind
/// the last.
///
/// A million of them behind the last ticket are one number. Asking for a sum and taking somebody out cost
/// O(log n) of the tickets, whatever the number of strangers.
struct StrangerLine: Sendable {
    /// So many at most: the product of two such numbers has room in 64 bits.
    static let limit = 1_000_000_000

    /// `groups[i]` stand directly before ticket `i`.
    private var groups = Chunked<Int>()
    private var sums = FenwickTree<Int>()
    /// How many stand behind the last ticket.
    private var atEnd = 0
    /// How many there are.
    private(set) var count = 0

    /// A line of so many tickets, without strangers.
    init(tickets: Int = 0) {
        for _ in 0..<tickets { ticketDrawn() }
    }

    /// Another ticket was drawn: whoever stands at the end now stands before it.
    mutating func ticketDrawn() {
        groups.append(atEnd)
        sums.append(atEnd)
        atEnd = 0
    }

    /// How many stand before a ticket.
    func ahead(of ticket: Int32) -> Int { sums.sum(through: Int(ticket)) }

    /// Lets some join at the end.
    mutating func join(_ number: Int) {
        atEnd += number
        count += number
    }

    /// Takes out so many of the first, or all.
    mutating func takeFirst(_ number: Int) {
        var rest = min(number, count)
        while rest > 0 {
            let (group, _) = group(at: 0)
            let taken = min(rest, size(of: group))
            take(taken, from: group)
            rest -= taken
        }
    }

    /// Takes out so many of the last, or all.
    mutating func takeLast(_ number: Int) {
        var rest = min(number, count)
        while rest > 0 {
            let (group, _) = group(at: count - 1)
            let taken = min(rest, size(of: group))
            take(taken, from: group)
            rest -= taken
        }
    }

    /// Takes out some from all over the line, and answers how many groups it touched.
    ///
    /// They stand at equal distances from a place on that chance has chosen, so that everybody's chance to
    /// be taken is the same.
    mutating func takeAnywhere(_ number: Int, by generator: inout SeededGenerator) -> Int {
        guard number > 0 else { return 0 }
        let (whole, first) = (count, generator.below(count))
        var (pick, groupCount) = (number - 1, 0)
        // From the back, so that the places before stay where they are.
        while pick >= 0 {
            let (group, start) = group(at: (first + pick * whole) / number)
            let earliest = max(0, (start * number - first + whole - 1) / whole)
            take(pick - earliest + 1, from: group)
            pick = earliest - 1
            groupCount += 1
        }
        return groupCount
    }

    /// The group in which the stranger of a place stands, from 0, nil for the end; and at which place
    /// the group begins.
    private func group(at place: Int) -> (group: Int?, start: Int) {
        guard place < count - atEnd else { return (nil, count - atEnd) }
        let (group, start) = sums.place(exceeding: place)
        return (group, start)
    }

    private func size(of group: Int?) -> Int { group.map { groups[$0] } ?? atEnd }

    private mutating func take(_ number: Int, from group: Int?) {
        count -= number
        guard let group else { return atEnd -= number }
        groups[group] -= number
        sums.add(-number, at: group)
    }
}

extension SeededGenerator {
    /// A number from 0 up to a bound, without it.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}

extension StrangerLine {
    /// Whether the sums are those of the groups.
    var isSound: Bool {
        var sum = 0
        for (ticket, group) in groups.enumerated() {
            guard group >= 0 else { return false }
            sum += group
            guard ahead(of: Int32(ticket)) == sum else { return false }
        }
        return atEnd >= 0 && count == sum + atEnd
    }

    /// Reads the line of so many tickets.
    init(from reader: inout StateReader, tickets: Int) throws(StateError) {
        for _ in 0...tickets {
            join(try reader.integer(in: 0...Self.limit - count))
            if groups.count < tickets { ticketDrawn() }
        }
    }

    func write(to writer: inout StateWriter) {
        for group in groups { writer.write(group) }
        writer.write(atEnd)
    }
}
