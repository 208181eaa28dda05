import FanfareModel
import HTTPEngine
import JSONTree

/// The page for people and what keeps it fresh.
extension Control {
    /// GET /__admin/.
    static func readPage(_ call: Call) throws(FanfareError) -> Reply {
        guard call.control.access != nil else { return DoorPage.locked.reply(401) }
        guard let page = PageFiles.reply("index.html") else {
            preconditionFailure("the page is not embedded")
        }
        return page
    }

    /// GET /__admin/page/{file}.
    static func readPageFile(_ call: Call) throws(FanfareError) -> Reply {
        PageFiles.reply(call.parameter) ?? Reply(404, ["error": "Not found"])
    }

    /// GET /__admin/events: server-sent events (HTML, section 9.2), one for each change.
    ///
    /// They say that something changed, not what: whoever shows something asks for it again.
    static func followChanges(_ call: Call) throws(FanfareError) -> Reply {
        var reply = Reply(200)
        reply.headers = [("Content-Type", "text/event-stream")]
        reply.bytes = Array("retry: 1000\n\n".utf8)
        reply.followsChanges = call.request.method == "GET"
        return reply
    }

    /// POST /__admin/queues/{id}/admit-next.
    static func admitNext(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let count = fields.optionalInteger("count", in: 1...1000) ?? 1
        try fields.finish()
        let index = try call.world.catalogue.queue(call.parameter)
        var admitted: [JSONNode] = []
        while admitted.count < count, let place = try call.world.admitNext(toQueue: index) {
            admitted.append(JSONNode(call.world[place.consumer].identifier))
        }
        let waiting = call.world.catalogue.queues[Int(index)].waitingCount
        return .ok([
            "queueId": JSONNode(call.parameter), "admitted": JSONNode(admitted),
            "waitingCount": JSONNode(waiting),
        ])
    }
}

extension Call {
    /// The query's `limit`, a whole number from 1.
    func limit(else standard: Int, atMost most: Int) throws(FanfareError) -> Int {
        guard let text = query("limit") else { return standard }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw .validation([FieldIssue("limit", .outOfRange("1 to \(most)"))])
        }
        return limit
    }
}
