import HTTPEngine
import JSONTree

/// Where people stand in queues, draws and the rest, as answers have told.
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
        var position: Int?
        var enteredAt: String?
        /// Whether they left, and have not come back since.
        var hasLeft = false
    }

    private static let admitted = "ADMITTED"
    private static let left = "LEFT"

    private let suite: Suite
    private let documented: DocumentedAnswers
    private var places: [Key: Place] = [:]
    /// How many may wait in each queue, as it was answered last.
    private var capacities: [String: Int] = [:]

    init(_ suite: Suite, _ documented: DocumentedAnswers) {
        self.suite = suite
        self.documented = documented
    }

    /// What of a good answer contradicts what was answered to the same person before.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, person: String?
    ) -> [RecordedFlaw] {
        let parts = known.operation.operation.segments.compactMap(\.self)
        guard known.names.count == 1, let body else { return [] }
        let resource = parts[0] + "/" + known.names[0]
        if known.operation.name == "GET /queues/*" {
            capacities[resource] = body["capacity"]?.integer
        }
        guard parts.count == 2 else { return [] }
        // Another's place is not this one's, and a server's calls name whom they are about.
        let named = body["consumerId"]?.string ?? known.call.sent?["consumerId"]?.string
        guard let consumer = person ?? named else { return [] }
        let key = Key(resource: resource, consumer: consumer)
        let word = body["status"]?.string
        switch parts[1] {
        case "enter":
            let isNew = places[key] == nil
            var place = places[key] ?? Place()
            if place.hasLeft || place.last != word { place = Place() }
            place.word = word
            take(body, word, &place)
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
            places[key, default: Place()].hasLeft = true
            return []
        case "status":
            let flaws = places[key].map { self.flaws(known, body, word, since: $0) } ?? []
            guard flaws.isEmpty else { return flaws }
            var place = places[key] ?? Place()
            take(body, word, &place)
            places[key] = place
            return []
        default:
            // Whatever a server did with them is not followed.
            places[key] = nil
            return []
        }
    }

    private func take(_ body: JSONNode, _ word: String?, _ place: inout Place) {
        place.last = word
        place.position = body["position"]?.integer
        place.enteredAt = body["enteredAt"]?.string ?? place.enteredAt
        place.hasLeft = word == Self.left
    }

    private func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode, _ word: String?, since place: Place
    ) -> [RecordedFlaw] {
        let isIn = word != nil && (word == place.word || word == Self.admitted)
        if place.hasLeft, isIn {
            // Whoever came back where nobody recorded it came later.
            guard isAsBefore(body["enteredAt"]?.string, place.enteredAt) else { return [] }
            return [
                state(known, body, expected: "LEFT", "left before, and did not come back")
            ].compactMap(\.self)
        }
        if place.last == Self.admitted, word != nil, word == place.word, word != Self.admitted {
            return [
                state(known, body, expected: Self.admitted, "was admitted before")
            ].compactMap(\.self)
        }
        guard isIn, place.last == place.word || place.last == Self.admitted else { return [] }
        if word == place.last, let before = place.position,
            let position = body["position"]?.integer,
            position > before, resourceIsQueue(known)
        {
            return [
                RecordedRule.order.flaw(
                    in: suite, at: ["position"], expected: "at most \(before)",
                    actual: body["position"], "stood at \(before) before")
            ].compactMap(\.self)
        }
        if let before = place.enteredAt, !isAsBefore(body["enteredAt"]?.string, before) {
            return [
                documented.flaw(
                    known, ["enteredAt"], expected: JSONNode(before), actual: body["enteredAt"],
                    "entered then, as answered before")
            ].compactMap(\.self)
        }
        return []
    }

    /// Whether two texts are the same moment, to the second; what is no moment is judged elsewhere.
    private func isAsBefore(_ text: String?, _ before: String?) -> Bool {
        guard let before, let one = Timestamp(iso8601: before, allowsOffset: true),
            let text, let other = Timestamp(iso8601: text, allowsOffset: true)
        else { return true }
        return abs(one.milliseconds - other.milliseconds) < 1000
    }

    private func resourceIsQueue(_ known: RecordedTraffic.Known) -> Bool {
        known.operation.operation.segments.first == "queues"
    }

    private func state(
        _ known: RecordedTraffic.Known, _ body: JSONNode, expected: String, _ reason: String
    ) -> RecordedFlaw? {
        documented.flaw(
            known, ["status"], expected: JSONNode(expected), actual: body["status"], reason)
    }
}
