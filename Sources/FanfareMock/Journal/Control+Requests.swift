import FanfareModel
import JSONTree

/// The journal: read on another thread, since what was odd about a request is found out anew each time.
extension Control {
    /// GET /__admin/requests.
    static func listRequests(_ call: Call) throws(FanfareError) -> Reply {
        let search = try JournalSearch(call)
        return .later(Errand(.short) { search.list() })
    }

    /// DELETE /__admin/requests.
    static func deleteRequests(_ call: Call) throws(FanfareError) -> Reply {
        let search = try JournalSearch(call)
        let organization = call.organization
        return .later(
            Errand(.short) {
                search.numbers()
            } then: { numbers in
                organization.changes += 1
                return .ok(["count": JSONNode(organization.journal.remove(numbers))])
            })
    }

    /// POST /__admin/requests/count.
    static func countRequests(_ call: Call) throws(FanfareError) -> Reply {
        let search = try JournalSearch(call)
        return .later(Errand(.short) { search.count() })
    }
}

/// A journal as it was when somebody asked, and what is sought in it.
private struct JournalSearch: Sendable {
    private let filter: JournalFilter
    private let journal: Journal
    private let reader: JournalReader

    init(_ call: Call) throws(FanfareError) {
        filter = try JournalFilter(call)
        journal = call.organization.journal
        reader = JournalReader(call)
    }

    func list() -> Reply {
        var (shown, count) = ([JSONNode](), 0)
        for entry in journal.newestFirst where filter.matches(entry, reader) {
            count += 1
            if shown.count < filter.limit { shown.append(entry.json(reader)) }
            // All others fit as well.
            if filter.isEmpty, shown.count == filter.limit { break }
        }
        return .ok([
            "requests": JSONNode(Array(shown.reversed())),
            "count": JSONNode(filter.isEmpty ? journal.count : count),
            "dropped": JSONNode(journal.dropped),
        ])
    }

    func count() -> Reply {
        let count =
            filter.isEmpty
            ? journal.count : journal.newestFirst.count { filter.matches($0, reader) }
        return .ok(["count": JSONNode(count), "dropped": JSONNode(journal.dropped)])
    }

    func numbers() -> Set<Int> {
        Set(journal.newestFirst.filter { filter.matches($0, reader) }.map(\.facts.number))
    }
}
