import FanfareModel
import HTTPEngine
import JSONTree

/// The page for people and what keeps it fresh.
extension Control {
    /// GET /__admin/.
    static func readPage(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access != nil else { return DoorPage.locked.reply(401) }
        guard let page = PageFiles.reply("index.html") else {
            preconditionFailure("the page is not embedded")
        }
        return page
    }

    /// GET /__admin/page/{file}.
    static func readPageFile(_ context: RequestContext) throws(FanfareError) -> Reply {
        PageFiles.reply(context.parameter) ?? Reply(404, ["error": "Not found"])
    }

    /// GET /__admin/events: server-sent events (HTML, section 9.2), one for each change.
    ///
    /// They say that something changed, not what: whoever shows something asks for it again. The first,
    /// `here`, says that events arrive and no proxy holds them back.
    static func followChanges(_ context: RequestContext) throws(FanfareError) -> Reply {
        var reply = Reply(200)
        // nginx would otherwise hold events back until they fill a buffer (X-Accel-Buffering).
        reply.headers = [("Content-Type", "text/event-stream"), ("X-Accel-Buffering", "no")]
        reply.bytes = Array("retry: 1000\nevent: here\ndata: {}\n\n".utf8)
        if context.request.method == "GET" { reply.continuation = .followsChanges }
        return reply
    }

    /// POST /__admin/queues/{id}/admit-next.
    static func admitNext(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let count = fields.optionalInteger("count", in: 1...1000) ?? 1
        try fields.finish()
        let index = try context.world.catalogue.queue(context.parameter)
        let (places, strangers) = try context.world.admitNext(count, toQueue: index)
        let admitted = places.map { JSONNode(context.world.identifier(of: $0.consumer)) }
        let waiting = context.world.catalogue[index].waitingCount
        return .ok([
            "queueId": JSONNode(context.parameter), "admitted": JSONNode(admitted),
            "strangersAdmitted": JSONNode(strangers), "waitingCount": JSONNode(waiting),
        ])
    }
}

extension RequestContext {
    /// The query's `limit`, a whole number from 1.
    func limit(else standard: Int, atMost most: Int) throws(FanfareError) -> Int {
        guard let text = query("limit") else { return standard }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw .validation([FieldIssue("limit", .outOfRange("1 to \(most)"))])
        }
        return limit
    }
}
