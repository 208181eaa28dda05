extension Route {
    /// The words of a template joined by dots; one that ends in a parameter adds what its method does.
    ///
    /// Made, not written, so that no row can be forgotten or misnamed.
    static func name(_ method: String, _ template: String) -> String {
        let segments = template.split(separator: "/")
        var words = segments.filter { !$0.hasPrefix("{") }.map(word)
        if segments.last?.hasPrefix("{") == true || segments.count == 1 && method != "GET" {
            words.append(verbs[method] ?? method.lowercased())
        }
        return words.joined(separator: ".")
    }

    /// A segment without the dot of a hidden file and the ending of a file.
    private static func word(_ segment: Substring) -> String {
        String(segment.split(separator: ".").first ?? segment)
    }

    private static let verbs = [
        "GET": "get", "POST": "create", "PUT": "replace", "DELETE": "delete",
    ]
}
