import Testing

@testable import HTTPEngine

/// What is looked for many bytes at a time, beside a loop that looks at each.
@Suite struct PlainTwinTests {
    /// Bytes of a field value, now and then one that no value may hold.
    private func randomBytes(
        _ generator: inout SystemRandomNumberGenerator
    ) -> [UInt8] {
        let foreign: [UInt8] = [0, 1, 0x1F, 0x7F, 0x0B]
        return (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            Int.random(in: 0..<30, using: &generator) == 0
                ? foreign.randomElement(using: &generator) ?? 0
                : .random(in: 0x20...0xFF, using: &generator)
        }
    }

    @Test func `the first byte that no field value may hold is the one a plain loop finds`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let value = randomBytes(&generator)
            let expected = value.firstIndex { ($0 < 0x20 && $0 != 9) || $0 == 0x7F }
            let line = Array("a:".utf8) + value + Array("\r\n\r\n".utf8)
            var parser = FieldSectionParser(limits: HTTPLimits())
            do throws(HTTPParseError) {
                let end = try parser.parse(line.span)
                #expect(end == line.count)
                #expect(expected == nil, "\(value)")
            } catch {
                #expect(error.reason == .invalidFieldValue)
                #expect(error.offset == expected.map { $0 + 2 }, "\(value)")
            }
        }
    }

    @Test func `the lines found are those between the line ends, however the bytes come`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let lines = (0..<5).map { _ in randomBytes(&generator) }
            let bytes = lines.reduce(into: [UInt8]()) { $0 += $1 + [.carriageReturn, .lineFeed] }
            var scanner = LineScanner()
            var found: [[UInt8]] = []
            for end in [Int.random(in: 0...bytes.count, using: &generator), bytes.count] {
                let part = Array(bytes[..<end])
                while let line = try scanner.nextLine(
                    of: part.span, limit: 100, orThrow: .headTooLarge)
                {
                    found.append(Array(part[line]))
                }
            }
            #expect(found == lines)
        }
    }
}
