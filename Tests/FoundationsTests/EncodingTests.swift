import Foundations
import Testing

/// Percent-encoding and hexadecimal digits.
struct EncodingTests {
    @Test(arguments: [
        ("a-Z_0.9~", "a-Z_0.9~"), ("ann+x@example.com", "ann%2Bx%40example.com"),
        ("é \u{7F}\n", "%C3%A9%20%7F%0A"), ("", ""),
    ])
    func `a text is encoded for a query and read back`(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(Array(encoded.utf8)[...]) == text)
    }

    @Test(arguments: ["%", "%4", "%4g", "%FF", "%C3"])
    func `a broken escape is no text`(_ encoded: String) {
        #expect(PercentEncoding.decode(Array(encoded.utf8)[...]) == nil)
    }

    @Test func `a plus is a space where that is meant`() {
        #expect(PercentEncoding.decode(Array("a+b".utf8)[...], plusIsSpace: true) == "a b")
        #expect(PercentEncoding.decode(Array("a+b".utf8)[...]) == "a+b")
    }

    @Test func `every byte has two digits`() {
        for byte in UInt8.min ... .max {
            let digits = Array([byte].hexadecimal.utf8)
            #expect(digits.count == 2)
            #expect(digits.compactMap(\.hexadecimalValue) == [byte >> 4, byte & 15])
            #expect(String(decoding: digits, as: UTF8.self).lowercased() == [byte].hexadecimal)
        }
        #expect(Array("aFg:@`".utf8).map(\.hexadecimalValue) == [10, 15, nil, nil, nil, nil])
    }
}
