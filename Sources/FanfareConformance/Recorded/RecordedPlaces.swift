import HTTPEngine
import JSONTree

/// Where people stand in queues, draws and the rest, as answers have told: those about one place, and
/// profiles, which list all of somebody's.
struct RecordedPlaces {
    private struct Key: Hashable {
        let resource: String
        let consumer: String
    }

    private struct Place {
        /// The word for somebody who is in.
        var word: String?
        /// The word that was answered last.
        var last: String?
        var rank: Int?
        var position: Int?
        /// When they entered, were admitted and the like, as far as it was told.
        var moments: [String: String] = [:]
        /// The token of the admission, and when it ends.
        var admission: (token: String, end: String?)?
        /// Whether they left, and have not come back since.
        var hasLeft = false
        /// The profile that did not list it, since it was listed or answered last.
        var absence: RecordedTraffic.Known?
        /// When that was answered.
        var at = Timestamp(milliseconds: .min)
    }

    /// An answer, or the part of one, about one place.
    private struct View {
        let known: RecordedTraffic.Known
        let body: JSONNode
        /// The names that lead to it, and the same with a star for each name.
        let (path, place): ([String], [String])

        var word: String? { body["status"]?.string }
        var rank: Int? {
            let isRelease =
                known.operation.operation.segments.first == "timed-releases"
                || path.dropFirst().first == "timedReleases"
            // Whoever enters a timed release is admitted, whichever of the two it is called.
            return isRelease && word == RecordedPlaces.admitted
                ? 0 : word.flatMap { RecordedPlaces.ranks[$0] }
        }
        var isOfQueue: Bool {
            known.operation.operation.segments.first == "queues"
                || path.dropFirst().first == "queues"
        }
        subscript(name: String) -> JSONNode? { body[name] }
    }

    private static let admitted = "ADMITTED"
    private static let left = "LEFT"
    /// How far somebody has come: nobody goes back without entering anew.
    private static let ranks = [
        "QUEUED": 0, "ENTERED": 0, "ACTIVE": 0, "OUTBID": 0, "WINNING": 0, admitted: 1, "WON": 1,
        "LOST": 1, "COMPLETED": 2, "DENIED": 3,
    ]
    private static let moments = ["enteredAt", "admittedAt", "wonAt", "completedAt"]
    /// What somebody is who is listed in a profile, whatever else is.
    private static let listed: Set = ["QUEUED", "ENTERED", admitted, "OUTBID", "WINNING"]
    /// How far two clocks of one deployment may be apart, in milliseconds.
    private static let leeway = 60_000
    private let suite: Suite
    private let documented: DocumentedAnswers
    private let journeys: RecordedJourneys
    private var places: [Key: Place] = [:]
    /// How many may wait in each queue, as it was answered last.
    private var capacities: [String: Int] = [:]
    /// When each draw is held, as it was answered last.
    private var drawTimes: [String: Timestamp] = [:]

    init(_ suite: Suite, _ documented: DocumentedAnswers) {
        self.suite = suite
        self.documented = documented
        journeys = RecordedJourneys(documented)
    }

    /// What of a good answer contradicts what was answered to the same person before.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, person: String?
    ) -> [RecordedFlaw] {
        let parts = known.operation.operation.segments.compactMap(\.self)
        guard let body else { return [] }
        if parts == ["consumers", "me"] { return profile(known, body, person: person) }
        if let linked = body["session"]?["consumerId"]?.string, linked != person {
            // Which of two entries stays where a guest was in the same place is left open.
            if known.call.request.bearer != nil {
                for key in places.keys where key.consumer == linked { places[key] = nil }
            }
            return []
        }
        guard known.names.count == 1 else { return [] }
        let resource = parts[0] + "/" + known.names[0]
        if known.operation.name == "GET /queues/*" {
            capacities[resource] = body["capacity"]?.integer
        }
        if parts[0] == "draws", let moment = Self.moment(body["drawAt"]) {
            drawTimes[resource] = moment
        }
        guard parts.count == 2 else { return [] }
        // Another's place is not this one's, and a server's calls name whom they are about.
        let named = body["consumerId"]?.string ?? known.call.sent?["consumerId"]?.string
        guard let consumer = person ?? named else { return [] }
        let key = Key(resource: resource, consumer: consumer)
        let view = View(known: known, body: body, path: [], place: [])
        switch parts[1] {
        case "enter":
            let isNew = places[key] == nil
            var place = places[key] ?? Place()
            if place.hasLeft || place.last != view.word { place = Place() }
            place.word = view.word
            take(view, &place)
            places[key] = place
            guard isNew, let capacity = capacities[resource], place.position ?? 0 > capacity else {
                return []
            }
            return [
                RecordedRule.fullQueue.granted(
                    in: suite, known.call.response.status,
                    "the queue holds \(capacity), and this is number \(place.position ?? 0)")
            ].compactMap(\.self)
        case "leave":
            var place = places[key] ?? Place()
            place.hasLeft = true
            place.at = known.call.endedAt
            places[key] = place
            return []
        case "status": return see(view, key)
        case "validate": return []
        default:
            // What a server did with them shows from now on.
            guard view.rank != nil else {
                places[key] = nil
                return []
            }
            var place = places[key] ?? Place()
            take(view, &place)
            places[key] = place
            return []
        }
    }

    /// A profile tells of all of somebody's places.
    private mutating func profile(
        _ known: RecordedTraffic.Known, _ body: JSONNode, person: String?
    ) -> [RecordedFlaw] {
        guard let consumer = person ?? body["id"]?.string, let active = body["active"] else {
            return []
        }
        let flaws = journeys.flaws(known, active)
        guard flaws.isEmpty else { return flaws }
        for (list, segment) in RecordedJourneys.lists {
            guard let listed = active[list], listed.members != nil else { continue }
            for key in places.keys where key.consumer == consumer {
                let parts = key.resource.split(separator: "/", maxSplits: 1).map(String.init)
                guard parts[0] == segment, listed[parts[1]] == nil,
                    let place = places[key], known.call.isAfter(place.at)
                else { continue }
                places[key]?.absence = place.absence ?? known
            }
        }
        return RecordedJourneys.lists.sorted { $0.key < $1.key }.flatMap { list, segment in
            (active[list]?.members ?? []).flatMap { member in
                let view = View(
                    known: known, body: member.node, path: ["active", list, member.key],
                    place: ["active", list, "*"])
                return see(view, Key(resource: segment + "/" + member.key, consumer: consumer))
            }
        }
    }

    private mutating func see(_ view: View, _ key: Key) -> [RecordedFlaw] {
        if let place = places[key] {
            // Two answers that were under way together came in whatever order.
            guard view.known.call.isAfter(place.at) else { return [] }
            let flaws = flaws(view, since: place)
            guard flaws.isEmpty else { return flaws }
        }
        var place = places[key] ?? Place()
        let absent = absence(view, key, since: place)
        take(view, &place)
        places[key] = place
        return [absent].compactMap(\.self)
    }

    /// A profile without a place that somebody had before and after it.
    private func absence(_ view: View, _ key: Key, since place: Place) -> RecordedFlaw? {
        let parts = key.resource.split(separator: "/", maxSplits: 1).map(String.init)
        guard let earlier = place.absence, !place.hasLeft,
            [place.last, view.word].allSatisfy({ $0.map(Self.listed.contains) ?? false }),
            place.moments["enteredAt"] == view["enteredAt"]?.string,
            let list = RecordedJourneys.lists.first(where: { $0.value == parts[0] })?.key
        else { return nil }
        let path = ["active", list]
        var flaw =
            documented.flaw(
                earlier, path + [parts[1]], place: path + ["*"], expected: .null,
                told: "a member for \(parts[1])", actual: nil, "was in it before, and is afterwards"
            )
            ?? documented.flaw(
                earlier, path + [parts[1]], place: path, expected: .null,
                told: "a member for \(parts[1])", actual: nil, "was in it before, and is afterwards"
            )
        flaw?.subject = earlier
        return flaw
    }

    private func take(_ view: View, _ place: inout Place) {
        if !isSameEntry(view, place) { (place.moments, place.admission) = ([:], nil) }
        place.absence = nil
        if let token = view["admissionToken"]?.string {
            place.admission = (token, view["expiresAt"]?.string ?? place.admission?.end)
        }
        place.last = view.word
        if view.rank == 0 { place.word = view.word }
        place.rank = view.rank
        place.position = view["position"]?.integer
        for name in Self.moments {
            if let moment = view[name]?.string { place.moments[name] = moment }
        }
        place.hasLeft = view.word == Self.left
        place.at = view.known.call.endedAt
    }

    private func flaws(_ view: View, since place: Place) -> [RecordedFlaw] {
        // Whoever came back where nobody recorded it came later.
        guard let word = view.word, isSameEntry(view, place) else {
            return [entered(view, since: place)].compactMap(\.self)
        }
        let isIn = word == place.word || word == Self.admitted
        if place.hasLeft, isIn {
            return [
                state(view, expected: Self.left, "left before, and did not come back")
            ].compactMap(\.self)
        }
        if let last = place.last, let before = place.rank, let rank = view.rank, rank < before {
            let reason = last == Self.admitted ? "was admitted before" : "was \(last) before"
            return [state(view, expected: last, reason)].compactMap(\.self)
        }
        guard view.rank != nil, place.rank != nil else { return [] }
        if word == place.last, let before = place.position,
            let position = view["position"]?.integer, position > before,
            view.isOfQueue
        {
            return [
                RecordedRule.order.flaw(
                    in: suite, at: view.path + ["position"], expected: "at most \(before)",
                    actual: view["position"], "stood at \(before) before")
            ].compactMap(\.self)
        }
        let changed = Self.moments.compactMap { name -> RecordedFlaw? in
            guard let before = place.moments[name], !isAsBefore(view[name]?.string, before) else {
                return nil
            }
            return moment(name, view, before)
        }
        return changed.isEmpty ? drawn(view) + admission(view, since: place) : changed
    }

    /// Somebody who still waits for a draw that was held.
    private func drawn(_ view: View) -> [RecordedFlaw] {
        let segments = view.known.operation.operation.segments
        guard view.word == "ENTERED", segments.first == "draws" || view.path.contains("draws"),
            let now = view.known.now, let name = view.path.last ?? view.known.names.first,
            let held = drawTimes["draws/" + name],
            now.milliseconds > held.milliseconds + Self.leeway
        else { return [] }
        return [
            documented.flaw(
                view.known, view.path + ["status"], place: view.place + ["status"],
                expected: JSONNode("LOST"), told: "\"WON\" or \"LOST\"", actual: view["status"],
                "its drawAt was \(held), and the server's time is \(now)")
        ].compactMap(\.self)
    }

    /// Another token, or another end, of the admission that was told before.
    private func admission(_ view: View, since place: Place) -> [RecordedFlaw] {
        guard let (token, end) = place.admission, view.word == place.last,
            view.rank == 1 || view.path.contains("timedReleases")
                || view.known.operation.operation.segments.first == "timed-releases",
            let actual = view["admissionToken"], actual.string != nil
        else { return [] }
        guard actual.string == token else {
            return [
                RecordedRule.admissionToken.flaw(
                    in: suite, at: view.path + ["admissionToken"],
                    expected: "the token that it was before", actual: actual,
                    "the same admission was shown before")
            ].compactMap(\.self)
        }
        guard let end, !isAsBefore(view["expiresAt"]?.string, end) else { return [] }
        return [moment("expiresAt", view, end)].compactMap(\.self)
    }

    private static func moment(_ node: JSONNode?) -> Timestamp? {
        node?.string.flatMap { Timestamp(iso8601: $0, allowsOffset: true) }
    }

    /// A later entry than the one that is known, though its place goes on.
    private func entered(_ view: View, since place: Place) -> RecordedFlaw? {
        guard let before = place.moments["enteredAt"], place.last != nil, !place.hasLeft
        else { return nil }
        let isStill =
            view.word == place.last && view.word == place.word
            && view["position"]?.integer.map({ $0 <= place.position ?? $0 }) ?? true
        // Nobody has entered anew before the entry that was told already.
        let isEarlier =
            view.rank != nil
            && (Self.moment(view["enteredAt"]) ?? view.known.call.startedAt)
                < (Self.moment(JSONNode(before)) ?? .init(milliseconds: .min))
        guard isStill || isEarlier else { return nil }
        return moment("enteredAt", view, before)
    }

    private func moment(_ name: String, _ view: View, _ before: String) -> RecordedFlaw? {
        let what = [
            "enteredAt": "entered", "admittedAt": "was admitted", "wonAt": "won",
            "expiresAt": "ended",
        ][name]
        return documented.flaw(
            view.known, view.path + [name], place: view.place + [name], expected: JSONNode(before),
            actual: view[name], isKept: true, "\(what ?? "completed") then, as answered before")
    }

    /// Whether an answer may be about the same entry, as far as it says.
    private func isSameEntry(_ view: View, _ place: Place) -> Bool {
        guard let before = place.moments["enteredAt"] else { return true }
        return isAsBefore(view["enteredAt"]?.string, before)
    }

    /// Whether two texts are the same moment, to the second; what is no moment is judged elsewhere.
    private func isAsBefore(_ text: String?, _ before: String?) -> Bool {
        guard let before, let one = Timestamp(iso8601: before, allowsOffset: true),
            let text, let other = Timestamp(iso8601: text, allowsOffset: true)
        else { return true }
        return abs(one.milliseconds - other.milliseconds) < 1000
    }

    private func state(_ view: View, expected: String, _ reason: String) -> RecordedFlaw? {
        documented.flaw(
            view.known, view.path + ["status"], place: view.place + ["status"],
            expected: JSONNode(expected), actual: view["status"], reason)
    }
}
