/// Bytes that grow at the end, owned by one place: an `Array` would ask at every byte who else holds it.
struct ByteBuffer: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(64, capacity)
        start = .allocate(capacity: self.capacity)
    }

    deinit { start.deallocate() }

    /// What has been written.
    var array: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

    /// Lends space for so many bytes; `body` says how many it used.
    mutating func write(atMost wanted: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        if capacity - count < wanted { grow(by: wanted) }
        count += body(start + count)
    }

    mutating func append(_ byte: UInt8) {
        write(atMost: 1) { space in
            space[0] = byte
            return 1
        }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        write(atMost: bytes.count) { space in
            space.update(from: source, count: bytes.count)
            return bytes.count
        }
    }

    /// Writes a number in decimal.
    mutating func appendDigits(of number: UInt) {
        var (digits, rest) = (1, number / 10)
        while rest > 0 { (digits, rest) = (digits + 1, rest / 10) }
        rest = number
        write(atMost: digits) { space in
            for index in (0..<digits).reversed() {
                space[index] = .zero + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return digits
        }
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(never)
    private mutating func grow(by wanted: Int) {
        capacity = max(2 * capacity, count + wanted)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: start, count: count)
        start.deallocate()
        start = larger
    }
}
