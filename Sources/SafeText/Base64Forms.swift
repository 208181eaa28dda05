/// How a value looks inside Base64 (RFC 4648 sections 4 and 5), whatever stands before and behind it.
enum Base64Forms {
    private static let common = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let alphabets = ["+/", "-_"].map { common + Array($0.utf8) }

    /// The letters that depend on the value alone, for each of its three positions in a group of three
    /// bytes, in both alphabets where they differ.
    static func of(_ bytes: [UInt8]) -> [[UInt8]] {
        var forms: [[UInt8]] = []
        for offset in 0..<3 {
            let padded = [UInt8](repeating: 0, count: offset) + bytes
            let letters = (8 * offset + 5) / 6..<8 * padded.count / 6
            for alphabet in alphabets {
                let form = letters.map { alphabet[sextet($0, of: padded)] }
                if forms.last != form { forms.append(form) }
            }
        }
        return forms
    }

    private static func sextet(_ number: Int, of bytes: [UInt8]) -> Int {
        let bit = number * 6
        let two =
            Int(bytes[bit / 8]) << 8 | (bit / 8 + 1 < bytes.count ? Int(bytes[bit / 8 + 1]) : 0)
        return two >> (10 - bit % 8) & 63
    }

    /// Whether a byte can stand in either alphabet, its padding included.
    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "+/-_=".utf8.contains(byte)
        }
    }
}
