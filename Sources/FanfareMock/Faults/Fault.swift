import FanfareModel
import HTTPEngine
import JSONTree

/// Something that goes wrong on purpose, in one organization.
///
/// `POST /__admin/faults` takes one as an object of these members, all optional but one that breaks:
///
/// | member | value | meaning |
/// |---|---|---|
/// | `operation` | `"queues.enter"` | only this operation; `GET /__admin/routes` lists the names |
/// | `method` | `"POST"` | only this method |
/// | `path` | `"/queues/*/status"` | only such paths; `*` is one segment, `**` at the end the rest |
/// | `times` | 1 … | so many calls, then never again; without it until deleted |
/// | `every` | 2 … | of the calls that fit, only each so many-th |
/// | `probability` | 0 … 1 | of the calls that fit, this share, from the organization's seed |
/// | `status` | 200 … 599 | answers this with `body` (any JSON) or `text`, else with no body |
/// | `error` | `"otpExpired"` | answers a documented error; `resource`, `retryAfter` say more |
/// | `headers` | `{"Name": "value"}` | sets fields of the answer; `null` removes one |
/// | `delay` | `"500ms"`, `{"min", "max"}` | holds the answer back, in real time; `median` and `p99` shape it |
/// | `effect` | `"lostAnswer"` | what the program is to see; `Fault.Sight` lists them |
/// | `reset` | `"before"`, `"afterHead"`, `"middle"` | resets the connection before the answer, after its head, or half-way through its body |
/// | `truncateAfter` | bytes | ends the connection after so many bytes of the body; a shorter answer is left whole |
/// | `contentLengthOff` | bytes | makes `Content-Length` so much too large, or too small if negative |
/// | `drip` | bytes/s | sends the answer this slowly |
/// | `malformedJSON` | `true` | spoils the body so that it is no JSON |
/// | `contentType` | `"text/html"` | says that the body is something else |
/// | `runsOperation` | `true` | lets the call take effect although its own answer is thrown away |
/// | `breaksRepeats` | `false` | breaks the one request only, though an HTTP library may hide that |
///
/// What answers by itself (`status`, `error`, `reset` `"before"`) does not run the operation unless
/// `runsOperation` says so; everything else spoils the operation's own answer. A call meets at most
/// one fault of each sort (answer, delay, damage), the oldest that fires.
///
/// A fault that could never be noticed is refused. One that finds nothing to break in a call (a body
/// where there is none) does not fire, and the journal says so. An answer that cannot be cut in its
/// body is broken in its head; the connection of a broken call ends with it, and the head says so.
/// Where it breaks before a whole head, on a connection that was used before, the same bytes that come
/// by another within 50 ms are taken for the same call, sent again by the caller's HTTP library, and
/// break too, unless `breaksRepeats` is `false`: `times` counts one.
struct Fault: Sendable {
    let id: String
    let selector: Selector
    let frequency: Frequency
    let effect: Effect
    /// The fault as it was asked for.
    let definition: JSONNode
    /// How many calls fitted.
    private(set) var seen = 0
    /// How many of them were broken.
    private(set) var fired = 0

    init(id: String, _ reader: inout FaultReader) {
        self.id = id
        selector = reader.selector()
        frequency = reader.frequency()
        effect = reader.effect()
        definition = reader.fields.body
    }

    /// The fault as it was asked for, with its identifier and what it has done.
    var json: JSONNode {
        let state = [
            JSONMember("id", JSONNode(id)), JSONMember("seen", JSONNode(seen)),
            JSONMember("fired", JSONNode(fired)),
        ]
        return JSONNode(state + (definition.members ?? []))
    }

    /// Takes back the last call, which turned out to be none that it could break.
    mutating func hadNoEffect() { fired = max(0, fired - 1) }

    /// Goes on from what it had done before.
    mutating func resume(seen: Int, fired: Int) {
        self.seen = seen
        self.fired = fired
    }

    /// Counts a call that fits and says whether it is to be broken.
    mutating func takes(chance: inout SeededGenerator) -> Bool {
        if let times = frequency.times, fired >= times { return false }
        seen += 1
        let fires =
            switch frequency.rhythm {
            case .always: true
            case .every(let count): seen.isMultiple(of: count)
            case .probability(let share): Double.random(in: 0..<1, using: &chance) < share
            }
        if fires { fired += 1 }
        return fires
    }
}

extension Fault {
    /// Which calls a fault is for.
    struct Selector: Sendable {
        var operation: String?
        var method: String?
        var path: PathPattern?

        /// A browser's preflight is only met by a fault that names its method.
        func fits(_ context: RequestContext) -> Bool {
            if method == nil, context.request.method == "OPTIONS" { return false }
            if let method, method != context.request.method { return false }
            if let operation, operation != context.route?.name { return false }
            return path?.matches(context.routed.path) ?? true
        }
    }

    /// How often a fault fires.
    struct Frequency: Sendable {
        enum Rhythm: Sendable {
            case always
            case every(Int)
            case probability(Double)
        }

        var times: Int?
        var rhythm = Rhythm.always
    }

    /// The sorts of effect, of which a call meets at most one each.
    struct Sorts: OptionSet {
        let rawValue: Int
        static let answer = Sorts(rawValue: 1)
        static let delay = Sorts(rawValue: 2)
        static let damage = Sorts(rawValue: 4)
    }
}
