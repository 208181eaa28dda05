import FanfareModel
import JSONTree

/// The journal: read on another thread, since what was odd about a request is found out anew each time.
extension Control {
    /// GET /__admin/requests.
    static func listRequests(_ context: RequestContext) throws(FanfareError) -> Reply {
        let search = try JournalSearch(context)
        return .later(Errand(.short) { search.list() })
    }

    /// DELETE /__admin/requests.
    static func deleteRequests(_ context: RequestContext) throws(FanfareError) -> Reply {
        let search = try JournalSearch(context)
        let organization = context.organization
        return .later(
            Errand(.short) {
                search.numbers()
            } then: { numbers in
                organization.changes += 1
                let asides = organization.preflights.remove(numbers.asides)
                let calls = organization.journal.remove(numbers.calls)
                return .ok(["count": JSONNode(search.isForAsides ? calls + asides : calls)])
            })
    }

    /// POST /__admin/requests/count.
    static func countRequests(_ context: RequestContext) throws(FanfareError) -> Reply {
        let search = try JournalSearch(context)
        return .later(Errand(.short) { search.count() })
    }
}

/// A journal as it was when somebody asked, and what is sought in it.
private struct JournalSearch: Sendable {
    private let filter: JournalFilter
    private let journal: Journal
    private let preflights: Journal
    private let reader: JournalReader

    init(_ context: RequestContext) throws(FanfareError) {
        filter = try JournalFilter(context)
        journal = context.organization.journal
        preflights = context.organization.preflights
        reader = JournalReader(context)
    }

    /// Whether preflights are sought, which stand aside; those that were refused stand among the
    /// calls, since their calls never come.
    var isForAsides: Bool { filter.preflight == true }

    private var dropped: JSONNode { JSONNode((isForAsides ? preflights : journal).dropped) }

    func list() -> Reply {
        let (shown, count) = found()
        if filter.asHAR {
            var reply = Reply.ok(HARExport(reader).document(shown.reversed()))
            reply.headers = [("Content-Disposition", "attachment; filename=\"requests.har\"")]
            return reply
        }
        return .ok([
            "requests": JSONNode(shown.reversed().map { $0.json(reader) }),
            "count": JSONNode(filter.isEmpty ? journal.count : count), "dropped": dropped,
        ])
    }

    /// The newest that fit, newest first, and how many fit in all.
    private func found() -> (shown: [JournalEntry], count: Int) {
        var (shown, count) = ([JournalEntry](), 0)
        func look(_ entry: JournalEntry) {
            guard filter.matches(entry, reader) else { return }
            count += 1
            if shown.count < filter.limit { shown.append(entry) }
        }
        for entry in journal.newestFirst {
            look(entry)
            // All others fit as well.
            if filter.isEmpty, shown.count == filter.limit { break }
        }
        if isForAsides { for entry in preflights.newestFirst { look(entry) } }
        return (shown, count)
    }

    func count() -> Reply {
        var count = journal.newestFirst.count {
            filter.matches($0, reader) && (isForAsides || !$0.request.isPreflight)
        }
        if isForAsides { count += preflights.newestFirst.count { filter.matches($0, reader) } }
        return .ok(["count": JSONNode(count), "dropped": dropped])
    }

    func numbers() -> (calls: Set<Int>, asides: Set<Int>) {
        func numbers(_ journal: Journal) -> Set<Int> {
            Set(journal.newestFirst.filter { filter.matches($0, reader) }.map(\.facts.number))
        }
        return (numbers(journal), filter.preflight == false ? [] : numbers(preflights))
    }
}
