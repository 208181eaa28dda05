import FanfareModel
import HTTPEngine
import JSONTree

/// What lets a browser through a door that a token opens.
extension Control {
    /// POST /__admin/session: takes the token, and gives the browser a cookie for it.
    static func beginSession(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let token = fields.string("token")
        try fields.finish()
        guard let key = context.mock.controlDoor.key else {
            return Reply(
                409,
                [
                    "error": "The control protocol has no token",
                    "message": "It answers this machine without; --control-token gives it one.",
                ])
        }
        guard let access = key.access(byToken: token) else {
            return ControlError.wrongToken.reply(nil)
        }
        var reply = Reply(204)
        let isSecure = context.request.headers["Origin"]?.hasPrefix("https://") == true
        reply.headers = [("Set-Cookie", key.cookie(for: access, isSecure: isSecure))]
        return reply
    }

    /// DELETE /__admin/session.
    static func endSession(_ context: RequestContext) throws(FanfareError) -> Reply {
        var reply = Reply(204)
        if let key = context.mock.controlDoor.key { reply.headers = [("Set-Cookie", key.noCookie)] }
        return reply
    }
}
