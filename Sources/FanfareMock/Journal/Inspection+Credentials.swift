import FanfareModel
import Foundations
import HTTPEngine

/// Credentials and the names of headers (specs/v1/contract.md#credentials).
extension Inspection {
    /// The request headers that the documentation names.
    private static let documentedHeaders = [
        "X-Publishable-Key", "X-Secret-Key", "X-Organization-Id", "X-Fingerprint", "Authorization",
    ]

    /// Names that belong to HTTP or to proxies and browsers, however alike they look.
    private static let foreignHeaders: Set<String> = [
        "proxy-authorization", "x-request-id", "x-requested-with",
    ]

    /// What a page needs a permission for that production may not give.
    mutating func inspectUndocumentedHeaders() {
        for name in request.undocumentedFields {
            report(
                .undocumentedHeader,
                "'\(Mask.name(name))' is no documented header: production may refuse the preflight "
                    + "of a page that sends it.")
        }
    }

    mutating func inspectHeaderNames() {
        var seen: Set<String> = []
        for (name, _) in request.headers {
            let lower = name.lowercased()
            let documented = Self.documentedHeaders.first { $0.lowercased() == lower }
            let isFirst = seen.insert(lower).inserted
            if let documented, !isFirst {
                report(.duplicateHeader, "\(documented) stands more than once.")
            } else if documented == nil, !Self.foreignHeaders.contains(lower),
                let meant = Self.documentedHeaders.first(where: { Self.looksLike(lower, $0) })
            {
                report(
                    .headerName,
                    "'\(Mask.name(name))' is no documented header; did you mean \(meant)?")
            }
        }
    }

    /// Whether a name has the words of a documented one, or nearly its letters.
    private static func looksLike(_ name: String, _ documented: String) -> Bool {
        // A name may be as long as a head; nobody means a short one by it.
        guard name.utf8.count <= 64 else { return false }
        let letters = letters(name)
        let wanted = Self.letters(documented)
        if letters.contains(wanted) || legacySpellings[documented]?.contains(letters) == true {
            return true
        }
        return abs(letters.utf8.count - wanted.utf8.count) <= 2
            && Nearest.distance(Array(letters.utf8), Array(wanted.utf8)) <= 2
    }

    /// The letters of a name without what names are decorated with.
    private static func letters(_ name: String) -> String {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
        return String(plain.hasPrefix("x") ? plain.dropFirst() : plain[...])
            .replacing("fanfare", with: "")
    }

    private static let legacySpellings: [String: [String]] = [
        "X-Publishable-Key": ["apikey", "publickey", "pubkey", "clientkey"],
        "X-Secret-Key": ["apisecret", "secret"],
        "X-Organization-Id": ["orgid", "organization", "org", "tenantid"],
        "X-Fingerprint": ["devicefingerprint", "deviceid", "fingerprintid"],
    ]

    mutating func inspectAuthorization() {
        guard let value = request.headers["Authorization"] else { return }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            report(.authorizationScheme, "Authorization is 'Bearer', a space and the credential.")
            return
        }
        if parts[0] != "Bearer" {
            report(
                .schemeCase,
                "The scheme is documented as 'Bearer', not '\(Mask.name(String(parts[0])))'.")
        }
        if parts[1].hasPrefix("pk_") {
            report(
                .publishableKeyAsToken, "A publishable key goes into X-Publishable-Key, alone.")
        }
    }

    mutating func inspectKeys(_ route: Route) {
        let publishable = request.headers["X-Publishable-Key"]
        if publishable?.hasPrefix("sk_") == true {
            report(
                .secretKeyAsPublishableKey,
                "A secret key stands in X-Publishable-Key, where anybody may read it.")
        }
        let bearer = request.headers["Authorization"].flatMap { $0.split(separator: " ").last }
        let showsSecret = bearer?.hasPrefix("sk_") == true || request.headers["X-Secret-Key"] != nil
        if showsSecret { inspectSecretKey(route, alone: publishable == nil) }
        guard publishable == nil, !showsSecret, bearer != nil else { return }
        switch route.access {
        case .publishable, .publishableOrConsumer, .consumer:
            report(
                .publishableKeyMissing, "X-Publishable-Key belongs beside a consumer's token.")
        case .anyone, .tokenAlone, .secret, .control: break
        }
    }

    private mutating func inspectSecretKey(_ route: Route, alone: Bool) {
        if request.headers["X-Secret-Key"] != nil {
            report(
                .secretKeyHeaders,
                "X-Secret-Key is the linking guide's spelling; the authentication page has "
                    + "Authorization: Bearer.")
        }
        let isBrowser =
            request.headers["Origin"] != nil || request.headers["Sec-Fetch-Mode"] != nil
        if isBrowser {
            report(.secretKeyInBrowser, "A secret key was sent by a browser.")
        }
        switch route.access {
        case .publishable, .publishableOrConsumer, .consumer:
            if alone {
                report(
                    .secretKeyForConsumerCall,
                    "\(route.name) is a consumer's call; a publishable key is enough.")
            }
        case .anyone, .tokenAlone, .secret, .control: break
        }
    }
}
