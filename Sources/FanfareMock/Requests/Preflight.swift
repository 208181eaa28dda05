import HTTPEngine

/// The answer to a browser that asks before it calls (Fetch, "CORS-preflight request").
///
/// Whatever is asked for is permitted, on any path, so that the call arrives and its answer says
/// what is wrong; what production may refuse stands in `X-Mock-Notice` and in the journal. A strict
/// mock permits no header but the documented ones.
enum Preflight {
    static func reply(
        to request: HTTPRequest, _ match: Router.Match, isStrict: Bool
    ) -> Reply {
        var allowed: [String] = []
        if case .wrongMethod(let methods) = match { allowed = methods }
        var reply = Reply(204)
        if !allowed.isEmpty {
            reply.headers.append(("Allow", (allowed + ["OPTIONS"]).joined(separator: ", ")))
        }
        let called = request.calledMethod
        if !allowed.contains(called), called != "OPTIONS" { allowed.append(called) }
        let headers = RequestFields.documented + (isStrict ? [] : request.undocumentedFields)
        reply.headers += [
            ("Access-Control-Allow-Methods", allowed.joined(separator: ", ")),
            ("Access-Control-Allow-Headers", headers.joined(separator: ", ")),
            ("Access-Control-Max-Age", "600"),
        ]
        if request.headers["Access-Control-Request-Private-Network"] == "true" {
            reply.headers.append(("Access-Control-Allow-Private-Network", "true"))
        }
        return reply
    }
}
