import FanfareModel
import HTTPEngine
import JSONTree

/// The journal: read on another thread, since what was odd about a request is found out anew each time.
extension Control {
    /// GET /__admin/requests; with `wait` it waits until enough fit.
    static func listRequests(_ context: RequestContext) throws(FanfareError) -> Reply {
        let search = try JournalSearch(context)
        let query = search.query
        guard let patience = query.patience, !search.findsEnough(query.count) else {
            return .later(Errand(.short) { search.list() })
        }
        var reply = search.list()
        reply.continuation = .mayWait(
            for: .request(isAside: search.isForAsides), atMost: patience)
        return reply
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
    private var reader: JournalReader
    /// Which are new to the caller, and how long to wait for them.
    let query: PatientQuery
    /// How many were recorded when the one came that is known already; 0 without one.
    private let after: Int
    /// The number of the one that all of them are older than; nil for no such one.
    private let before: Int?

    init(_ context: RequestContext) throws(FanfareError) {
        journal = context.organization.journal
        preflights = context.organization.preflights
        reader = JournalReader(context)
        var fields = FieldReader(try context.control.together())
        query = PatientQuery(&fields)
        let isForAsides = fields.body["preflight"]?.bool == true
        after = fields.entry(query.after, in: isForAsides ? preflights : journal)
        let older = fields.optionalString("before")
        let number = fields.entry(older, in: isForAsides ? preflights : journal, as: "before")
        before = older == nil ? nil : number
        var filter = try JournalFilter(fields, context.mock.editions)
        filter.knowEverybody(of: context.world)
        self.filter = filter
        reader.showsSecrets = filter.showsSecrets
    }

    /// Whether preflights are sought, which stand aside; those that were refused stand among the
    /// calls, since their calls never come.
    var isForAsides: Bool { filter.preflight == true }

    private var dropped: JSONNode { JSONNode((isForAsides ? preflights : journal).dropped) }

    /// Whether nothing is left out.
    private var fitsAll: Bool { filter.isEmpty && after == 0 && before == nil }

    /// The entries that fit among those that are new, newest first.
    private func newest(of journal: Journal) -> some Sequence<JournalEntry> {
        journal.newestFirst.lazy.drop { $0.facts.number >= before ?? .max }
            .prefix { $0.facts.number > after }
            .filter { filter.matches($0, reader) }
    }

    /// Whether so many fit; looked at on the loop's thread, so only for who waits.
    func findsEnough(_ count: Int) -> Bool {
        let found = newest(of: isForAsides ? preflights : journal).prefix(count)
        return found.reduce(0) { count, _ in count + 1 } == count
    }

    func list() -> Reply {
        let (shown, count) = found()
        if filter.asHAR {
            var reply = Reply.ok(HARExport(reader).document(shown.reversed()))
            reply.headers = [("Content-Disposition", "attachment; filename=\"requests.har\"")]
            return reply
        }
        return .ok([
            "requests": JSONNode(shown.reversed().map { $0.json(reader) }),
            "count": JSONNode(fitsAll ? journal.count : count), "dropped": dropped,
        ])
    }

    /// The newest that fit, newest first, and how many fit in all.
    private func found() -> (shown: [JournalEntry], count: Int) {
        var (shown, count) = ([JournalEntry](), 0)
        func look(_ entry: JournalEntry) {
            count += 1
            if shown.count < filter.limit { shown.append(entry) }
        }
        // Preflights that were refused stand among the calls, which are numbered on their own.
        for entry in newest(of: journal) where !isForAsides || after == 0 {
            look(entry)
            // All others fit as well.
            if fitsAll, shown.count == filter.limit { break }
        }
        if isForAsides { for entry in newest(of: preflights) { look(entry) } }
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

extension FieldReader {
    /// The number of the request that `after` or `before` names, 0 without one.
    fileprivate mutating func entry(
        _ id: String?, in journal: Journal, as field: String = "after"
    ) -> Int {
        guard let id else { return 0 }
        let known = journal.newestFirst.first { $0.response.headers["X-Request-Id"] == id }
        if let known { return known.facts.number }
        report(
            field,
            .unreadable(
                "The journal holds no request \"\(id.shortened(to: 100))\": \(field) takes the id of one that this"
                    + " call has listed, or the X-Request-Id of an answer."))
        return 0
    }
}
