@testable import TokenSigning

/// An integer modulo p = 2^255 - 19 as 16 digits of 16 bits, calculated by hand: slow, but plain.
struct SlowFieldElement: Equatable {
    private let digits: [Int]

    private static let p = [0xFFED] + Array(repeating: 0xFFFF, count: 14) + [0x7FFF]

    init(_ words: Words256) {
        let words = [words.word0, words.word1, words.word2, words.word3]
        self.init(columns: (0..<16).map { Int(words[$0 / 4] >> UInt64($0 % 4 * 16) & 0xFFFF) })
    }

    /// Reduces a sum of columns, which may hold more than a digit each, bit by bit from the top.
    private init(columns: [Int]) {
        var digits: [Int] = []
        var carry = 0
        for column in columns + [0, 0, 0] {
            carry += column
            digits.append(carry & 0xFFFF)
            carry >>= 16
        }
        var rest = Array(repeating: 0, count: 17)
        for digit in digits.reversed() {
            for bit in (0..<16).reversed() { Self.take(digit >> bit & 1, into: &rest) }
        }
        self.digits = Array(rest[..<16])
    }

    /// Doubles, adds a bit, and takes p away if there is as much.
    private static func take(_ bit: Int, into rest: inout [Int]) {
        var carry = bit
        for index in rest.indices {
            carry += 2 * rest[index]
            rest[index] = carry & 0xFFFF
            carry >>= 16
        }
        var less = rest
        var borrow = 0
        for index in less.indices {
            borrow += less[index] - (index < 16 ? p[index] : 0)
            less[index] = borrow & 0xFFFF
            borrow >>= 16
        }
        if borrow == 0 { rest = less }
    }

    static func + (one: SlowFieldElement, other: SlowFieldElement) -> SlowFieldElement {
        SlowFieldElement(columns: zip(one.digits, other.digits).map { $0 + $1 })
    }

    static prefix func - (value: SlowFieldElement) -> SlowFieldElement {
        // A column below zero borrows from the next.
        SlowFieldElement(columns: zip(p, value.digits).map { $0 - $1 })
    }

    static func * (one: SlowFieldElement, other: SlowFieldElement) -> SlowFieldElement {
        var columns = Array(repeating: 0, count: 31)
        for (index, digit) in one.digits.enumerated() {
            for (place, factor) in other.digits.enumerated() {
                columns[index + place] += digit * factor
            }
        }
        return SlowFieldElement(columns: columns)
    }
}
