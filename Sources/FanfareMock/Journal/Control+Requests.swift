import FanfareModel
import JSONTree

/// The journal.
extension Control {
    /// GET /__admin/requests.
    static func listRequests(_ call: Call) throws(FanfareError) -> Reply {
        let filter = try JournalFilter(call)
        let journal = call.organization.journal(isAside: filter.preflight == true)
        let reader = JournalReader(call)
        let found = call.organization.entries(filter).filter { filter.matches($0, reader) }
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
        var count = 0
        if filter.preflight != false {
            let preflights = call.organization.preflights.remove { filter.matches($0, reader) }
            if filter.preflight == true { count = preflights }
        }
        count += call.organization.journal.remove { filter.matches($0, reader) }
        return .ok(["count": JSONNode(count)])
    }

    /// POST /__admin/requests/count.
    static func countRequests(_ call: Call) throws(FanfareError) -> Reply {
        let filter = try JournalFilter(call)
        let reader = JournalReader(call)
        let journal = call.organization.journal(isAside: filter.preflight == true)
        let count = call.organization.entries(filter).count {
            filter.matches($0, reader) && (filter.preflight == true || !$0.request.isPreflight)
        }
        return .ok([
            "count": JSONNode(count),
            "dropped": JSONNode(journal.dropped),
        ])
    }
}

extension Organization {
    /// The entries that a filter chooses from, oldest first.
    ///
    /// Among the calls stand the preflights that were refused, since their calls never come.
    fileprivate func entries(_ filter: JournalFilter) -> [JournalEntry] {
        guard filter.preflight == true else { return journal.entries }
        return preflights.entries + journal.entries
    }
}
