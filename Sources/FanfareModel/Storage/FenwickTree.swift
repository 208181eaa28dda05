/// Numbers in a row whose sums are asked for: appending one, adding to one, the sum through a place, and
/// the place where a sum is exceeded cost O(log n) each (Fenwick, "A new data structure for cumulative
/// frequency tables", 1994).
struct FenwickTree<Number: FixedWidthInteger & Sendable>: Sendable {
    /// `sums[i]` is the sum of the range that ends at the number `i` (from 1).
    private var sums = Chunked<Number>([0])

    /// Makes an empty tree.
    init() {}

    /// Makes the tree of some numbers; it takes one step for each.
    init(_ numbers: some Sequence<Number>) {
        for number in numbers { sums.append(number) }
        for index in sums.indices.dropFirst() {
            let above = index + (index & -index)
            if above < sums.count { sums[above] += sums[index] }
        }
    }

    mutating func append(_ number: Number) {
        var (sum, child) = (number, sums.count - 1)
        let end = sums.count & (sums.count - 1)
        while child > end {
            sum += sums[child]
            child &= child - 1
        }
        sums.append(sum)
    }

    mutating func add(_ difference: Number, at place: Int) {
        var index = place + 1
        while index < sums.count {
            sums[index] += difference
            index += index & -index
        }
    }

    func sum(through place: Int) -> Number {
        var (sum, index) = (Number.zero, place + 1)
        while index > 0 {
            sum += sums[index]
            index &= index - 1
        }
        return sum
    }

    /// The first place through which the sum exceeds a bound, and the sum before it; how many numbers
    /// there are, where none does.
    func place(exceeding bound: Number) -> (place: Int, before: Number) {
        var (place, before) = (0, Number.zero)
        var step = 1 << (Int.bitWidth - 1 - sums.count.leadingZeroBitCount)
        while step > 0 {
            if place + step < sums.count, before + sums[place + step] <= bound {
                place += step
                before += sums[place]
            }
            step >>= 1
        }
        return (place, before)
    }
}
