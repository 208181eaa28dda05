import HTTPEngine

extension RoutedRequest {
    /// What production may refuse a browser although the mock lets it through; nil for nothing.
    ///
    /// It stands in `X-Mock-Notice`, since a browser that is refused says no more than "CORS error".
    static func notice(_ request: HTTPRequest, _ path: ArraySlice<UInt8>, _ edition: Edition)
        -> [UInt8]?
    {
        let method = request.calledMethod
        var reasons: [String] = []
        let fields = request.undocumentedFields
        if !fields.isEmpty {
            let more = fields.count > 8 ? " and \(fields.count - 8) more" : ""
            let names = fields.prefix(8).joined(separator: ", ") + more
            reasons.append("\(names): no documented request header\(fields.count > 1 ? "s" : "")")
        }
        switch edition.router.match(method: method, path: path) {
        case .found: break
        case .wrongMethod(let allowed):
            if method != "OPTIONS" {
                reasons.append("the path takes \(allowed.joined(separator: ", "))")
            }
        case .unknown:
            if request.isForWelcome || request.target == "*" { break }
            let nearest = NearestRoute(to: path, method: method, among: edition.routes)?.sentence
            reasons.append(
                "no documented path" + (nearest.map { ". " + $0 } ?? ""))
        }
        guard !reasons.isEmpty else { return nil }
        return Array(
            "Production may refuse a page this call: \(reasons.joined(separator: "; "))".utf8)
    }
}

extension HTTPRequest {
    /// Whether somebody looks whether the mock is there, or a browser asks for its icon.
    var isForWelcome: Bool {
        (pathBytes.elementsEqual("/".utf8) || isForIcon)
            && ["GET", "HEAD", "OPTIONS"].contains(calledMethod)
    }

    /// Whether a browser asks for the icon that it shows beside a title.
    var isForIcon: Bool { pathBytes.elementsEqual("/favicon.ico".utf8) }
}
