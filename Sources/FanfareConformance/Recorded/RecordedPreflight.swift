import HTTPEngine

/// Looks at the permissions that browsers asked for before they called.
enum RecordedPreflight {
    /// What a permission that was given to a page leaves out, though pages need it.
    static func flaws(_ call: RecordedCall, in suite: Suite) -> [RecordedFlaw] {
        let headers = call.response.headers
        guard call.response.status < 300, headers["Access-Control-Allow-Origin"] != nil else {
            return []
        }
        func words(_ text: String?) -> Set<String> {
            Set(
                (text ?? "").lowercased().split(separator: ",").map {
                    String($0.drop { $0 == " " }.prefix { $0 != " " })
                })
        }
        let allowed = words(headers["Access-Control-Allow-Headers"])
        let asked = words(call.request.headers["Access-Control-Request-Headers"])
        var flaws: [RecordedFlaw?] = []
        for name in asked.subtracting(allowed).sorted() {
            // Fetch, "CORS-preflight fetch": a star does not stand for Authorization.
            if allowed.contains("*"), name != "authorization" { continue }
            let rule: RecordedRule? =
                switch name {
                case "x-publishable-key", "authorization", "content-type": .permittedHeaders
                case "x-fingerprint": .permittedFingerprint
                default: nil
                }
            flaws.append(
                rule?.header(
                    in: suite, "Access-Control-Allow-Headers", expected: "a list with \(name)",
                    headers["Access-Control-Allow-Headers"]))
        }
        let methods = words(headers["Access-Control-Allow-Methods"])
        if call.request.headers["Access-Control-Request-Method"] == "DELETE",
            methods.isDisjoint(with: ["delete", "*"])
        {
            flaws.append(
                RecordedRule.permittedDelete.header(
                    in: suite, "Access-Control-Allow-Methods", expected: "a list with DELETE",
                    headers["Access-Control-Allow-Methods"]))
        }
        return flaws.compactMap(\.self)
    }
}
