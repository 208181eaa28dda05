/// Finds the row of the route table that a path belongs to.
struct Router: Sendable {
    enum Match {
        case found(Route, parameter: String)
        /// The path is known, the method is not.
        case wrongMethod(allowed: [String])
        case unknown
    }

    private struct Pattern: Sendable {
        let segments: [[UInt8]?]
        let route: Route
    }

    /// The patterns by their number of segments.
    private let patterns: [[Pattern]]

    init(_ routes: [Route]) {
        let all = routes.map { route in
            Pattern(
                segments: Self.segments(of: Array(route.template.utf8)[...]).map { segment in
                    segment.first == UInt8(ascii: "{") ? nil : Array(segment)
                }, route: route)
        }
        let longest = all.map(\.segments.count).max() ?? 0
        patterns = (0...longest).map { length in all.filter { $0.segments.count == length } }
    }

    /// Looks up a path without its query; HEAD is answered wherever GET is (RFC 9110 section 9.3.2).
    func match(method: String, path: ArraySlice<UInt8>) -> Match {
        let segments = Self.segments(of: path)
        guard path.first == UInt8(ascii: "/"), segments.count < patterns.count else {
            return .unknown
        }
        var allowed: [String] = []
        for pattern in patterns[segments.count] where Self.fits(pattern.segments, segments) {
            guard pattern.route.method == (method == "HEAD" ? "GET" : method) else {
                allowed.append(pattern.route.method)
                continue
            }
            guard let parameter = Self.parameter(pattern.segments, segments) else {
                return .unknown
            }
            return .found(pattern.route, parameter: parameter)
        }
        return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed)
    }

    /// The parts after each `/`.
    private static func segments(of path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    private static func fits(_ pattern: [[UInt8]?], _ segments: [ArraySlice<UInt8>]) -> Bool {
        zip(pattern, segments).allSatisfy { literal, segment in
            literal.map { segment.elementsEqual($0) } ?? !segment.isEmpty
        }
    }

    /// The decoded segment that stands where the template has a parameter, empty for a template without.
    private static func parameter(
        _ pattern: [[UInt8]?], _ segments: [ArraySlice<UInt8>]
    ) -> String? {
        guard let position = pattern.firstIndex(of: nil) else { return "" }
        return percentDecoded(segments[position])
    }
}

/// Resolves `%XX` (RFC 3986 section 2.1); nil for a malformed escape or text that is not UTF-8.
func percentDecoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> String? {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = rest.popFirst().flatMap(hexValue),
                let low = rest.popFirst().flatMap(hexValue)
            else { return nil }
            decoded.append(high << 4 | low)
        case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
        default: decoded.append(byte)
        }
    }
    return String(validating: decoded, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
