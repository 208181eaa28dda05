import Foundations

/// The call that an unknown path was probably meant to be.
struct NearestRoute {
    let route: Route

    /// Half a question, for the end of a message.
    var sentence: String { "Did you mean \(route.method) \(route.template)?" }

    /// Finds it, nil when nothing is near.
    init?(to path: ArraySlice<UInt8>, method: String, among routes: [Route]) {
        let segments = Self.segments(path)
        guard (1...8).contains(segments.count), segments.allSatisfy({ $0.count <= 64 }) else {
            return nil
        }
        let ranked = routes.map { route in
            (route, Self.distance(segments, route) * 2 + (route.method == method ? 0 : 1))
        }
        guard let best = ranked.min(by: { $0.1 < $1.1 }),
            best.1 <= Self.tolerance(best.0) * 2 + 1
        else { return nil }
        route = best.0
    }

    /// A third of the letters may be wrong, but not so many that a word is another one.
    private static func tolerance(_ route: Route) -> Int {
        let letters = route.template.split(separator: "/").filter { !$0.hasPrefix("{") }
            .reduce(0) { $0 + $1.utf8.count }
        return min(4, letters / 3)
    }

    /// The wrong letters, however the words are ordered or joined, a strange prefix left aside.
    private static func distance(_ segments: [[UInt8]], _ route: Route) -> Int {
        let wanted = Self.segments(Array(route.template.utf8)[...])
        let surplus = segments.count - wanted.count
        let withoutPrefix = lettersWrong(Array(segments.dropFirst(max(0, surplus))), wanted)
        let sameWords = words(segments) == words(wanted) ? 1 : nil
        return [withoutPrefix.map { surplus > 0 ? $0 + 1 : $0 }, sameWords].compactMap { $0 }.min()
            ?? 99
    }

    private static func lettersWrong(_ segments: [[UInt8]], _ wanted: [[UInt8]]) -> Int? {
        guard segments.count == wanted.count else { return nil }
        return zip(segments, wanted).reduce(0) { sum, pair in
            sum + (pair.1.first == UInt8(ascii: "{") ? 0 : Nearest.distance(pair.0, pair.1))
        }
    }

    /// The words in a fixed order: `/auth/request-otp` has those of `/auth/otp/request`.
    private static func words(_ segments: [[UInt8]]) -> [String] {
        segments.flatMap { $0.split(separator: UInt8(ascii: "-")) }
            .map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// The segments in lower case, empty ones dropped.
    private static func segments(_ path: ArraySlice<UInt8>) -> [[UInt8]] {
        path.split(separator: UInt8(ascii: "/")).map { segment in
            segment.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
        }
    }
}
