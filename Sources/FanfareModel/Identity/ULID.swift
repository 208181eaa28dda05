/// An identifier's tail: 48 bits of time and 80 of chance, 26 letters of Crockford's base 32.
public struct ULID: Hashable, Sendable {
    /// The time and the first 16 bits of chance.
    public let high: UInt64
    /// The remaining bits of chance.
    public let low: UInt64

    /// Makes the identifier of an instant, with chance from a generator.
    package init(now: Instant, generator: inout SeededGenerator) {
        high = UInt64(bitPattern: now.milliseconds) << 16 | generator.next() & 0xFFFF
        low = generator.next()
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The identifier with its prefix, such as `cons_01HXYZ…`.
    public func text(prefix: StaticString) -> String {
        withText(prefix: prefix) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the bytes of the identifier with its prefix.
    func withText<Result>(
        prefix: StaticString, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let prefixLength = prefix.utf8CodeUnitCount
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefixLength + 26) { text in
            for index in 0..<prefixLength { text[index] = prefix.utf8Start[index] }
            var (high, low) = (high, low)
            for index in (prefixLength..<prefixLength + 26).reversed() {
                text[index] = Self.letters.utf8Start[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return body(UnsafeBufferPointer(text))
        }
    }

    /// Reads the 26 letters; nil for any other text.
    public init?(_ text: some Collection<UInt8>) {
        guard text.count == 26 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for byte in text {
            let value = Self.values[Int(byte)]
            guard value < 32, high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.high = high
        self.low = low
    }

    private static let letters: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for index in 0..<letters.utf8CodeUnitCount {
            values[Int(letters.utf8Start[index])] = UInt8(index)
        }
        return values
    }()
}
