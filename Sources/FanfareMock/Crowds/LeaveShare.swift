/// A part of a whole, in millionths, as people write it: `3%`, `0.5%`.
struct LeaveShare: Sendable {
    let millionths: Int

    /// What a share looks like, for people who wrote something else.
    static let help = "Expected a share from 0% to 100%, such as 3% or 0.5%"

    init(millionths: Int) { self.millionths = millionths }

    /// Reads `3%`, `12.5%` or `0.0001%`; nil for anything else.
    init?(words: String) {
        guard words.utf8.last == UInt8(ascii: "%") else { return nil }
        let parts = words.utf8.dropLast().split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.count <= 4 }),
            parts.joined().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        func number(_ digits: some Sequence<UInt8>) -> Int {
            digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        let zeros = [UInt8](repeating: 0x30, count: 4 - fraction.count)
        millionths = number(parts[0]) * 10_000 + number(fraction + zeros)
        guard millionths <= 1_000_000 else { return nil }
    }

    /// The share without needless zeros: `3%`, `12.5%`.
    var words: String {
        var fraction = String(millionths % 10_000 + 10_000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(millionths / 10_000)\(fraction.isEmpty ? "" : ".")\(fraction)%"
    }
}
