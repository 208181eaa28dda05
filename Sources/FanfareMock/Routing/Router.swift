import Foundations

/// Finds the row of the route table that a path belongs to.
///
/// A template has at most one parameter, so a path fits when it begins and ends as the template does
/// and has one segment between: no path is taken apart.
struct Router: Sendable {
    enum Match {
        case found(Route, parameter: String)
        /// The path is known, the method is not.
        case wrongMethod(allowed: [String])
        case unknown
    }

    private struct Pattern: Sendable {
        /// What stands before the parameter, or the whole template.
        let prefix: [UInt8]
        /// What stands after the parameter, nil for a template without one.
        let suffix: [UInt8]?
        let route: Route

        init(_ route: Route) {
            let template = Array(route.template.utf8)
            self.route = route
            guard let open = template.firstIndex(of: UInt8(ascii: "{")),
                let close = template.firstIndex(of: UInt8(ascii: "}"))
            else {
                (prefix, suffix) = (template, nil)
                return
            }
            (prefix, suffix) = (Array(template[..<open]), Array(template[(close + 1)...]))
        }

        /// Where the parameter stands in a path that fits, an empty range for a template without one;
        /// nil when the path does not fit.
        func parameter(in path: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
            guard path.count >= prefix.count, path[..<prefix.count].elementsEqual(prefix) else {
                return nil
            }
            guard let suffix else { return path.count == prefix.count ? 0..<0 : nil }
            let end = path.count - suffix.count
            guard end > prefix.count, path[end...].elementsEqual(suffix),
                !path[prefix.count..<end].contains(UInt8(ascii: "/"))
            else { return nil }
            return prefix.count..<end
        }
    }

    /// The patterns by the first byte of their first segment.
    private var patterns = [[Pattern]](repeating: [], count: 256)

    init(_ routes: [Route]) {
        for route in routes {
            let pattern = Pattern(route)
            patterns[Int(pattern.prefix[1])].append(pattern)
        }
    }

    /// Looks up a path without its query; HEAD is answered wherever GET is (RFC 9110 section 9.3.2).
    func match(method: String, path: ArraySlice<UInt8>) -> Match {
        guard path.count > 1, path.first == UInt8(ascii: "/") else { return .unknown }
        let method = method == "HEAD" ? "GET" : method
        var allowed: [String] = []
        for pattern in patterns[Int(path[path.startIndex + 1])] {
            guard let middle = path.withUnsafeBufferPointer({ pattern.parameter(in: $0) }) else {
                continue
            }
            guard pattern.route.method == method else {
                allowed.append(pattern.route.method)
                continue
            }
            guard pattern.suffix != nil else { return .found(pattern.route, parameter: "") }
            let start = path.startIndex + middle.lowerBound
            guard let parameter = PercentEncoding.decode(path[start..<start + middle.count]) else {
                return .unknown
            }
            return .found(pattern.route, parameter: parameter)
        }
        return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed)
    }
}
