import Foundations
import HTTPEngine
import JSONTree

extension Doctor {
    /// What the starter leaves to be written.
    func lookForPlaceholders(_ experience: String?) throws(Diagnosis.Stop) {
        let ids = (target.resources ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        for (role, id) in ids + [("the experience", experience ?? "")]
        where Starter.isPlaceholder(id) {
            throw Diagnosis.Stop(
                text:
                    "\(role) is still the starter's placeholder \(id): write an id of the target, or leave"
                    + " it out. 'fanfare-kit doctor --experience ID --write FILE' finds the others.",
                isUsage: true)
        }
    }

    /// What keys look like before anybody is asked about them.
    mutating func lookAtKeys() throws(Diagnosis.Stop) {
        guard !target.hasControl, let keys = target.keys else { return }
        let names = keys.variables
        let trimmed = TargetKeys(
            publishableKey: try plain(keys.publishableKey, names.publishableKey),
            secretKey: try keys.secretKey.map { key throws(Diagnosis.Stop) in
                try plain(key, names.secretKey)
            },
            organizationId: try keys.organizationId.map { key throws(Diagnosis.Stop) in
                try plain(key, names.organizationId)
            })
        diagnosis.target.keys = trimmed
        diagnosis.target.keys?.variables = names
        diagnosis.mask.add(trimmed.secretKey, as: names.secretKey)
        diagnosis.mask.add(trimmed.publishableKey, as: names.publishableKey)
        for (name, key, prefix) in [
            (names.publishableKey, trimmed.publishableKey, "sk_"),
            (names.secretKey, trimmed.secretKey ?? "", "pk_"),
        ] where key.hasPrefix(prefix) {
            throw Diagnosis.Stop(
                text:
                    "\(name) holds a key that begins with \(prefix): are \(names.publishableKey) and"
                    + " \(names.secretKey) exchanged?", isUsage: true)
        }
    }

    /// A key without the white space around it, which no header can hold.
    private mutating func plain(_ key: String, _ name: String) throws(Diagnosis.Stop) -> String {
        var plain = Substring(key)
        while let last = plain.last, last.isWhitespace { plain.removeLast() }
        while let first = plain.first, first.isWhitespace { plain.removeFirst() }
        if plain.count < key.count {
            let what = key.last.map(\.isNewline) ?? false ? "a line end" : "white space"
            add(.note, "keys", "\(name) holds \(what) beside the value, which was left off")
        }
        if let quote = plain.first, "\"'".contains(quote) {
            throw Diagnosis.Stop(
                text: "\(name) begins with a quotation mark: set it without.", isUsage: true)
        }
        guard plain.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Diagnosis.Stop(
                text:
                    "\(name) holds something that no key does, white space or a letter that is not ASCII.",
                isUsage: true)
        }
        return String(plain)
    }

    /// The first call: whether anybody is there, who it is, and whether the key is taken.
    mutating func knock() throws(Diagnosis.Stop) {
        let (method, path) =
            target.access > .read ? ("POST", "/auth/guest") : ("GET", "/organizations/current")
        let start = Environment.monotonicMilliseconds()
        let response = try ask(method, path, publishable)
        let milliseconds = Environment.monotonicMilliseconds() - start
        if [404, 405, 501].contains(response.status) {
            try lookForThePrefix(method, path, response)
            return
        }
        try requireAPI(response)
        let server = response.headers["Server"].map { ", \($0)" } ?? ""
        add(.fine, "reach", "\(target.address) answers in \(milliseconds) ms\(server)")
        try judgeKey(response, method, path)
        lookAtHead(response)
    }

    /// Refuses what the API cannot have said.
    private func requireAPI(_ response: HTTPResponse) throws(Diagnosis.Stop) {
        if let disturbance = Disturbance(response) {
            let advice = disturbance.advice.map {
                " \($0.prefix(1).uppercased())\($0.dropFirst())."
            }
            throw Diagnosis.Stop(
                text: "\(target.address) is not answered by the API, but with \(disturbance.text)."
                    + (advice ?? ""))
        }
        guard response.json?.members != nil else {
            let coding =
                response.headers["Content-Encoding"].map { "Content-Encoding \($0), " } ?? ""
            let type = response.headers["Content-Type"].map { "Content-Type \($0), " } ?? ""
            throw Diagnosis.Stop(
                text: "\(target.address) answers with what is no JSON object"
                    + " (\(coding)\(type)\(JSONFlaw.text(response.body))): \(shown(response))")
        }
    }

    /// Nothing is served there: perhaps below another path, perhaps nowhere.
    private mutating func lookForThePrefix(
        _ method: String, _ path: String, _ response: HTTPResponse
    ) throws(Diagnosis.Stop) {
        let base = target.address.basePath
        for prefix in SuiteEdition.all.map(\.documentedPath) + [""]
        where !base.hasSuffix(prefix) || prefix.isEmpty {
            let other = prefix.isEmpty ? "" : base + prefix
            guard other != base else { continue }
            let answer = try ask(method, path, below: other, publishable)
            if ![404, 405, 501].contains(answer.status), Disturbance(answer) == nil,
                answer.json != nil
            {
                throw Diagnosis.Stop(
                    text: "\(method) \(path) is unknown at \(target.address), but is answered at"
                        + " \(target.address.origin)\(other): write that address.")
            }
        }
        let unknown = try ask(method, "/no7call7of7this7name", publishable)
        if ServedCalls.Strange(unknown, to: path) == ServedCalls.Strange(response, to: path) {
            let details = try ask(
                "GET", "/experiences/\(target.resource("experience.main") ?? "x")", publishable)
            let isUnknown =
                [404, 405, 501].contains(details.status) && details.json?["error"] == nil
            guard isUnknown || Disturbance(details) != nil else {
                add(
                    .note, "reach", "\(target.address) answers, but \(method) \(path) is not served"
                )
                return
            }
            throw Diagnosis.Stop(
                text:
                    "\(target.address) knows none of the API's calls: \(method) \(path) is answered"
                    + " \(shown(response)), as is any path. Is this the API's address?")
        }
        add(.note, "reach", "\(target.address) answers \(shown(response)) to \(method) \(path)")
    }

    private mutating func judgeKey(
        _ response: HTTPResponse, _ method: String, _ path: String
    ) throws(Diagnosis.Stop) {
        let answer = response.json
        switch response.status {
        case 401, 403:
            throw Diagnosis.Stop(
                text:
                    "\(target.address) does not take the key of \(keys?.variables.publishableKey ?? "FANFARE_PUBLISHABLE_KEY"):"
                    + " \(method) \(path) is answered \(shown(response))."
                    + " Is it this target's key, and does nothing before the API take the header"
                    + " X-Publishable-Key away?")
        case 429:
            throw Diagnosis.Stop(
                text:
                    "\(target.address) lets nobody in: \(method) \(path) is answered \(shown(response))."
                    + " Its limit is reached: try again"
                    + (response.retryAfter.map { " in \(TimeSpan(milliseconds: $0 * 1000))" }
                        ?? " later") + ".")
        case 500...599:
            throw Diagnosis.Stop(
                text:
                    "\(target.address) is not well: \(method) \(path) is answered \(shown(response))."
            )
        case 200..<300:
            diagnosis.mask.learn(from: response, answer)
            if let token = answer?["accessToken"]?.string,
                let id = answer?["session"]?["consumerId"]?.string
            {
                guest = (id, token)
                add(.fine, "key", "the publishable key lets guests in")
            } else if target.access == .read {
                try holdOrganization(answer)
                add(.fine, "key", "the publishable key is taken")
            } else {
                throw Diagnosis.Stop(
                    text:
                        "\(method) \(path) is answered \(shown(response)), without the accessToken and"
                        + " session.consumerId that everything else needs"
                        + " ('fanfare-kit clauses guest' says what is documented).")
            }
        default:
            add(.note, "key", "\(method) \(path) is answered \(shown(response))")
        }
    }

    /// Whether the API hears who asks: somebody else is answered as somebody else, and a token that was
    /// just given is taken.
    mutating func lookForWhoAsks() throws(Diagnosis.Stop) {
        guard target.access > .read, let guest, let key = keys?.publishableKey else { return }
        func me(_ token: String) -> [(String, String)] {
            [("X-Publishable-Key", key), ("Authorization", "Bearer \(token)")]
        }
        let answer = try ask("GET", "/consumers/me", me(guest.token))
        if answer.status >= 400 {
            // One call may be wrong in itself; that each is answered as if nobody asked tells of the way.
            let others = ["queue", "draw", "auction"].compactMap { noun in
                target.resource("\(noun).open").map { "/\(noun)s/\($0)/status" }
            }
            let calls = ["/consumers/me"] + others.prefix(1)
            for path in calls {
                let known = try ask("GET", path, me(guest.token))
                let unknown = try ask("GET", path, publishable)
                guard known.status >= 400, known.status == unknown.status,
                    known.json?["error"] == unknown.json?["error"], known.json != nil
                else { return }
            }
            guard calls.count > 1 else { return }
            throw Diagnosis.Stop(
                text: "\(target.address) does not take the token that it gave a guest a moment ago:"
                    + " GET \(calls.joined(separator: " and GET ")) are answered as if nobody asked,"
                    + " \(shown(answer)). Does something before the API take the header"
                    + " Authorization away?")
        }
        let own = JSONNode(guest.id)
        guard answer.status == 200, (answer.json?["consumerId"] ?? answer.json?["id"]) == own
        else { return }
        let another = try ask("POST", "/auth/guest", publishable)
        guard let token = another.json?["accessToken"]?.string else { return }
        diagnosis.mask.learn(from: another, another.json)
        let second = try ask("GET", "/consumers/me", me(token))
        guard second.status == 200, (second.json?["consumerId"] ?? second.json?["id"]) == own
        else { return }
        throw Diagnosis.Stop(
            text:
                "\(target.address) answers one guest's GET /consumers/me to another guest: a cache"
                + " stands before it that does not look at Authorization, and nobody can tell whose"
                + " answers a run would see.")
    }

    /// Whether what was answered to a key is also answered to nobody: then a cache stands between.
    mutating func lookForACache() throws(Diagnosis.Stop) {
        let path =
            target.resource("experience.main").map { "/experiences/\($0)" }
            ?? "/organizations/current"
        guard try ask("GET", path, publishable).status == 200 else { return }
        let answer = try ask("GET", path)
        guard answer.status == 200 else { return }
        let signs = ["Age", "X-Cache", "CF-Cache-Status", "X-Varnish", "Via"].compactMap { name in
            answer.headers[name].map { "\(name): \($0)" }
        }
        guard let sign = signs.first else {
            return add(.note, "key", "GET \(path) is answered without any key as well")
        }
        throw Diagnosis.Stop(
            text:
                "A cache stands before \(target.address) and gives what was answered to a key to those"
                + " without (GET \(path), \(sign)): nobody can tell whose answers a run would see.")
    }

    /// An id that is not the one that the environment names.
    func holdOrganization(_ answer: JSONNode?) throws(Diagnosis.Stop) {
        guard let named = keys?.organizationId, let own = answer?["id"]?.string, own != named else {
            return
        }
        let names = keys?.variables ?? TargetKeys.Variables()
        throw Diagnosis.Stop(
            text: "The key of \(names.publishableKey) belongs to the organization \(own), but"
                + " \(names.organizationId) says \(named).")
    }

    /// When a token says that it was issued, in seconds since 1970.
    private static func issuedAt(_ token: String) -> Int? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Base64URL.decode(String(parts[1])) else { return nil }
        return (try? JSONNode(parsing: claims))?["iat"]?.number?.integer.map { Int($0) }
    }

    /// What the head of an answer tells of the way to the target.
    private mutating func lookAtHead(_ response: HTTPResponse) {
        let headers = response.headers
        if let date = headers["Date"].flatMap(Timestamp.init(httpDate:)) {
            let skew = (date.milliseconds - Environment.now().milliseconds) / 1000
            if abs(skew) > 5, let issued = guest.flatMap({ Self.issuedAt($0.token) }) {
                let own = Environment.now().milliseconds / 1000
                diagnosis.target.datesRightly = abs(issued - own) > 5
            }
            if !target.datesRightly {
                add(
                    .note, "clock",
                    "its Date is \(TimeSpan(milliseconds: abs(skew) * 1000))"
                        + " \(skew > 0 ? "ahead" : "behind"), but its tokens are of now: Date is left aside"
                )
            } else if abs(skew) > 5 {
                add(
                    .note, "clock",
                    "its Date is \(TimeSpan(milliseconds: abs(skew) * 1000))"
                        + " \(skew > 0 ? "ahead of" : "behind") this machine; times are held against its own"
                )
            }
        }
        if let coding = headers["Content-Encoding"], coding.lowercased() != "identity" {
            add(.note, "coding", "answers come in \(coding), though identity is asked for")
        }
        if let age = headers["Age"] { add(.note, "cache", "a cache answered (Age: \(age))") }
        if let limit = headers["X-RateLimit-Limit"] {
            let now = headers["Date"].flatMap(Timestamp.init(httpDate:)) ?? Environment.now()
            // Documented in seconds since 1970; others write the seconds that are left.
            let reset = headers["X-RateLimit-Reset"].flatMap { Int($0) }.map {
                $0 > 1_000_000_000 ? max(0, $0 - now.milliseconds / 1000) : $0
            }
            add(
                .fine, "limit",
                "announces \(limit) calls (X-RateLimit-Limit), "
                    + (reset.map { "counted anew in \($0) s (X-RateLimit-Reset)" }
                        ?? "without X-RateLimit-Reset, which says until when"))
        }
        if headers.values(for: "Access-Control-Allow-Origin").count > 1 {
            add(.note, "browser", "Access-Control-Allow-Origin stands twice, which browsers refuse")
        }
    }
}
