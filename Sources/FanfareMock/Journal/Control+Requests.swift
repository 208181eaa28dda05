import FanfareModel
import JSONTree

/// The journal.
extension Control {
    /// GET /__admin/requests.
    static func listRequests(_ call: Call) throws(FanfareError) -> Reply {
        let filter = try JournalFilter(call)
        let journal = call.organization.journal
        let reader = JournalReader(call)
        let found = journal.entries.filter { filter.matches($0, reader) }
        return .ok([
            "requests": JSONNode(
                found.suffix(filter.limit).map { $0.json(reader) }),
            "count": JSONNode(found.count), "dropped": JSONNode(journal.dropped),
        ])
    }

    /// DELETE /__admin/requests.
    static func deleteRequests(_ call: Call) throws(FanfareError) -> Reply {
        let filter = try JournalFilter(call)
        let reader = JournalReader(call)
        let count = call.organization.journal.remove { filter.matches($0, reader) }
        return .ok(["count": JSONNode(count)])
    }

    /// POST /__admin/requests/count.
    static func countRequests(_ call: Call) throws(FanfareError) -> Reply {
        let filter = try JournalFilter(call)
        let reader = JournalReader(call)
        let journal = call.organization.journal
        return .ok([
            "count": JSONNode(journal.entries.count { filter.matches($0, reader) }),
            "dropped": JSONNode(journal.dropped),
        ])
    }
}
