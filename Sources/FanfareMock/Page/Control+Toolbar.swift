import FanfareModel
import HTTPEngine
import JSONTree

/// The toolbar for pages of other origins, and which of them may use the control protocol.
extension Control {
    /// GET /__admin/dev.js: the toolbar, for a page of any origin; what it may do the door decides.
    static func readToolbar(_ context: RequestContext) throws(FanfareError) -> Reply {
        toolbarFile("dev.js")
    }

    /// GET /__admin/dev-bar.js: what the toolbar shows, which it loads itself.
    static func readToolbarBar(_ context: RequestContext) throws(FanfareError) -> Reply {
        toolbarFile("dev-bar.js")
    }

    private static func toolbarFile(_ name: String) -> Reply {
        guard let file = PageFiles.file(name) else {
            preconditionFailure("the toolbar is not embedded")
        }
        var reply = Reply(200)
        reply.bytes = file.bytes
        reply.headers = [
            ("Content-Type", file.type), ("X-Content-Type-Options", "nosniff"),
            ("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin"),
        ]
        return reply
    }

    /// GET /__admin/origins.
    static func listOrigins(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        return .ok(origins(context.mock.controlDoor))
    }

    /// POST /__admin/origins: pages of an origin may use the control protocol until the mock ends.
    static func allowOrigin(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        var fields = try context.fields()
        let origin = fields.string("origin", limit: 200)
        try fields.finish()
        guard ControlDoor.isOrigin(origin) else {
            throw .validation([
                FieldIssue(
                    "origin",
                    .unreadable(
                        "Write scheme, host and port as a browser sends them, http://localhost:3000"
                    ))
            ])
        }
        context.mock.controlDoor.allow(origin)
        return .ok(origins(context.mock.controlDoor))
    }

    /// DELETE /__admin/origins: forgets those that ask, and those that were allowed by a call.
    static func forgetOrigins(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        let mock = context.mock
        mock.controlDoor.forget(allBut: mock.configuration.controlOrigins)
        return .ok(origins(mock.controlDoor))
    }

    /// POST /__admin/origins/ask: a page of this machine asks a person to let it in.
    static func askForOrigin(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let origin = context.request.headers["Origin"], ControlDoor.isOrigin(origin) else {
            return Reply(
                400,
                [
                    "error": "A page of another origin asks, and its browser says which in Origin",
                    "message": "Load /__admin/dev.js there.",
                ])
        }
        let isAllowed = context.mock.controlDoor.origins.contains(origin)
        var reply: Reply
        if isAllowed || ControlDoor.isOfThisMachine(origin) {
            // The page shows who asks.
            if !isAllowed, context.mock.controlDoor.ask(origin) {
                for organization in context.mock.organizations.all { organization.changes += 1 }
            }
            reply = .ok(["origin": JSONNode(origin), "allowed": JSONNode(isAllowed)])
        } else {
            reply = ControlError.foreignOrigin(origin).reply(nil)
        }
        reply.headers.append(("Access-Control-Allow-Origin", origin))
        return reply
    }

    private static func origins(_ door: ControlDoor) -> JSONNode {
        [
            "origins": JSONNode(door.origins.sorted().map { JSONNode($0) }),
            "asking": JSONNode(door.asking.map { JSONNode($0) }),
        ]
    }
}
