import HTTPEngine
import JSONTree

/// What stands between callers and the API, and shows only where several answers are held together.
extension Doctor {
    /// Whether it is always the same server, or several that know of each other: what one has given out,
    /// all of them take.
    mutating func lookForOthers() throws(Diagnosis.Stop) {
        guard target.access > .read, let guest else { return }
        let headers = publishable + [("Authorization", "Bearer \(guest.token)")]
        let request = request("GET", "/consumers/me", headers)
        // Each on a connection of its own, as gateways choose a server for a call or for a connection.
        guard
            let answers = try? caller.callTogether(
                Array(repeating: request, count: Self.callsToTell)),
            !answers.contains(where: { Disturbance($0) != nil })
        else { return }
        let refusals = answers.filter { $0.status == 401 && $0.json != nil }
        guard let refusal = refusals.first, answers.contains(where: { $0.status == 200 }) else {
            return
        }
        throw Diagnosis.Stop(
            text:
                "\(target.address) takes a guest's token in one call and refuses it in the next: of"
                + " \(answers.count) calls of GET /consumers/me \(refusals.count) were answered"
                + " \(shown(refusal)). Several servers seem to answer there that do not share what"
                + " they know: give the run the address of one.")
    }

    /// How many calls tell whether two servers take turns.
    private static let callsToTell = 4

    /// Whether errors come from the API: a gateway may put pages of its own in their place.
    mutating func lookForPagesInsteadOfErrors() throws(Diagnosis.Stop) {
        let calls = [
            ("/organizations/current", []), ("/experiences/no7such7experience", publishable),
        ]
        var pages: [String] = []
        for (path, headers) in calls {
            let answer = try ask("GET", path, headers)
            guard (400..<500).contains(answer.status), let page = Disturbance(answer) else {
                return
            }
            pages.append("GET \(path) with \(page.text)")
        }
        throw Diagnosis.Stop(
            text:
                "Something before \(target.address) puts pages of its own in the place of the API's"
                + " errors: it answers \(pages.joined(separator: " and ")). Let it pass errors on"
                + " (nginx: proxy_intercept_errors off; Apache: ProxyErrorOverride Off).")
    }

    /// Whether pages of another origin may call: browsers ask before they do.
    mutating func lookForBrowsers() throws(Diagnosis.Stop) {
        guard target.access > .read else { return }
        let origin = "https://shop.example"
        let answer = try ask(
            "OPTIONS", "/auth/guest",
            [
                ("Origin", origin), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type,x-publishable-key"),
            ])
        let granted = answer.headers.values(for: "Access-Control-Allow-Origin")
        guard !(200..<300).contains(answer.status) || granted.isEmpty else { return }
        add(
            .note, "browser",
            "a page at \(origin) may not call: OPTIONS /auth/guest is answered \(answer.status)"
                + (granted.isEmpty ? " without Access-Control-Allow-Origin" : "")
                + "; right only where other origins are let in")
    }
}
