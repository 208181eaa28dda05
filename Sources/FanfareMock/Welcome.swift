import HTTPEngine
import JSONTree

/// What stands at `/`: those who start a mock wait until it answers 200, and people look there first,
/// whose browsers ask for `/favicon.ico` as well.
enum Welcome {
    static func reply(to request: HTTPRequest, hasPage: Bool) -> Reply {
        guard !request.isForIcon else { return Reply(204) }
        let links = links(hasPage: hasPage)
        let isPerson = request.headers["Accept"]?.contains("text/html") == true
        guard !isPerson || !hasPage else { return PageFiles.redirection(307) }
        guard isPerson else {
            let members = links.map { JSONMember($0.name, JSONNode($0.path)) }
            return .ok(JSONNode([JSONMember("status", "ok")] + members))
        }
        let items = links.map { "<li><a href=\"\($0.path)\">\($0.words)</a></li>" }.joined()
        var reply = Reply(200)
        reply.bytes = Array(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Fanfare mock</title>
            <h1>The Fanfare mock is running</h1><ul>\(items)</ul></html>

            """.utf8)
        reply.headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ]
        return reply
    }

    private static func links(hasPage: Bool) -> [(name: String, path: String, words: String)] {
        let page = [("page", "/__admin/", "The page: inbox, clock, lines, requests, faults")]
        return (hasPage ? page : []) + [
            ("health", "/health", "Health"), ("openapi", "/openapi.json", "OpenAPI document"),
            ("keys", "/.well-known/jwks.json", "The keys that verify tokens"),
        ]
    }
}
