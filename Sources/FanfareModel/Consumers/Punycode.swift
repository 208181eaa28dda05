/// Text as letters, digits and hyphens (RFC 3492), with the parameters of domain names (section 5).
enum Punycode {
    private static let (base, tMin, tMax, skew, damp) = (36, 1, 26, 38, 700)
    private static let (initialBias, initialN): (Int, UInt32) = (72, 128)
    private static let hyphen: Unicode.Scalar = "-"

    /// Encodes (section 6.3); nil for a text so long that numbers run over.
    static func encode(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        var output = String(String.UnicodeScalarView(scalars.filter(\.isASCII)))
        let basicCount = output.unicodeScalars.count
        if basicCount > 0 { output.unicodeScalars.append(hyphen) }
        var (n, delta, bias, handled) = (initialN, 0, initialBias, basicCount)
        let total = scalars.count
        guard total <= 1024 else { return nil }
        while let next = scalars.lazy.map(\.value).filter({ $0 >= n }).min() {
            delta += Int(next - n) * (handled + 1)
            n = next
            for scalar in scalars {
                if scalar.value < n { delta += 1 }
                guard scalar.value == n else { continue }
                append(delta, bias, to: &output)
                bias = adapt(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return output
    }

    /// Decodes (section 6.2); nil for what no text is encoded as.
    static func decode(_ text: String) -> String? {
        let input = Array(text.unicodeScalars)
        guard input.count <= 1024, input.allSatisfy(\.isASCII) else { return nil }
        let end = input.lastIndex(of: hyphen) ?? 0
        var output = Array(input[..<end])
        var place = end > 0 ? end + 1 : 0
        var (n, i, bias) = (Int(initialN), 0, initialBias)
        while place < input.count {
            let start = i
            guard let step = number(input, &place, bias) else { return nil }
            i += step
            let count = output.count + 1
            bias = adapt(i - start, count: count, isFirst: start == 0)
            n += i / count
            i %= count
            guard n <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(n)) else { return nil }
            output.insert(scalar, at: i)
            i += 1
        }
        return String(String.UnicodeScalarView(output))
    }

    /// Writes a number in digits of variable length.
    private static func append(_ number: Int, _ bias: Int, to output: inout String) {
        var rest = number
        for k in stride(from: base, through: .max, by: base) {
            let t = threshold(k, bias)
            guard rest >= t else { break }
            output.unicodeScalars.append(digit(t + (rest - t) % (base - t)))
            rest = (rest - t) / (base - t)
        }
        output.unicodeScalars.append(digit(rest))
    }

    private static func number(
        _ input: [Unicode.Scalar], _ place: inout Int, _ bias: Int
    ) -> Int? {
        var (value, weight) = (0, 1)
        for k in stride(from: base, through: .max, by: base) {
            guard place < input.count, let digit = self.value(of: input[place]) else { return nil }
            place += 1
            value += digit * weight
            guard value <= 1 << 32 else { return nil }
            let t = threshold(k, bias)
            if digit < t { return value }
            weight *= base - t
            guard weight <= 1 << 32 else { return nil }
        }
        return nil
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, tMin), tMax) }

    /// Section 6.1.
    private static func adapt(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }

    /// `a` to `z` for 0 to 25, `0` to `9` for 26 to 35.
    private static func digit(_ value: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26))
    }

    private static func value(of scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "a"..."z": Int(scalar.value) - 0x61
        case "A"..."Z": Int(scalar.value) - 0x41
        case "0"..."9": Int(scalar.value) - 0x30 + 26
        default: nil
        }
    }
}
