import HTTPEngine
import JSONTree

/// What no clause determines: where it comes to that, either answer is right and nothing is compared.
struct Silences {
    /// What both servers have granted so far.
    private var granted: [CallMove] = []
    /// Whether somebody who was somebody already has shown a code: who is who from then on, and which of
    /// the older tokens are good, is the target's to say.
    private var hasLinked = false

    /// Takes in what both servers granted.
    mutating func note(_ call: CallMove) {
        granted.append(call)
        if Self.comings.contains(call.operation), call.token != nil { hasLinked = true }
    }

    private static let comings: Set = ["POST /auth/otp/verify", "POST /auth/external/exchange"]

    /// The members that say who a consumer is.
    static func isOfIdentity(_ flaw: Correspondence.Flaw) -> Bool {
        switch flaw.kind {
        case .notTheSame, .notNew: ["consumerId", "guestId"].contains(flaw.place.last)
        default: false
        }
    }

    /// Whether it is documented who somebody is by this call: one who comes again with the same address, or
    /// with a token of its own.
    func determinesIdentity(_ flaw: Correspondence.Flaw, of call: CallMove) -> Bool {
        guard Self.comings.contains(call.operation) else { return true }
        guard call.operation == "POST /auth/otp/verify", call.token == nil, !hasLinked,
            case .notTheSame = flaw.kind
        else { return false }
        return true
    }
}

// Whether a call is granted.
extension Silences {
    /// Whether it is open that a call is granted; the two are different worlds from there.
    func leavesOpen(_ call: CallMove, expected: HTTPResponse, actual: HTTPResponse) -> Bool {
        let refusal = expected.status < 300 ? actual : expected
        // Who may ask at all is always determined.
        guard ![401, 403].contains(refusal.status) || call.operation == "POST /auth/refresh" else {
            return false
        }
        let isRefused = expected.status >= 300
        switch call.operation {
        case "POST /auth/refresh": return hasLinked
        // One who never entered may be banned beforehand; one who is denied may be denied again.
        case "POST /queues/*/deny", "POST /draws/*/deny":
            return isRefused
                ? [404, 409].contains(expected.status) : has("/deny", at: call) > 0
        // An order that was begun in time may be completed after the end.
        case "POST /timed-releases/*/complete": return isRefused
        case "POST /timed-releases/*/enter":
            return has("/enter", at: call) > 0 || refusal.isOfOrderLimit
        case "POST /queues/*/enter":
            return expected.json?["status"]?.string == "COMPLETED" && actual.status == 409
        case "POST /draws/*/enter": return has("/deny", at: call) > 0
        case "POST /appointments/*/book": return !isRefused && has("/book", at: call) > 0
        default: return false
        }
    }

    /// How many calls of a kind were granted at the place of this one.
    private func has(_ ending: String, at call: CallMove) -> Int {
        granted.count { $0.operation.hasSuffix(ending) && $0.place == call.place }
    }
}

// What is answered.
extension Silences {
    /// What is not said of those for whom a distribution is over.
    private static let afterTheEnd: [String: Set<String>] = [
        "COMPLETED": ["position", "admissionToken", "paymentToken", "expiresAt", "admittedAt"],
        "LEFT": ["admissionToken", "expiresAt", "admittedAt"],
        "DENIED": ["admissionToken", "expiresAt", "admittedAt"],
        "EXPIRED": ["admissionToken", "expiresAt", "admittedAt", "position"],
    ]
    /// Numbers of whom it is not said whom they count.
    private static let counts: Set = ["consumerCount", "entrantCount"]
    /// The draws whose winners are given no time by their settings.
    private static let endless: Set = ["draw_small", "draw_late"]

    /// Whether it is open what a member says.
    func leavesOpen(
        _ flaw: Correspondence.Flaw, of call: CallMove, in expected: JSONNode
    ) -> Bool {
        let name = flaw.place.last ?? ""
        if Self.counts.contains(name) { return true }
        let parent = expected[JSONPointer(tokens: Array(flaw.path.dropLast()))]
        let state = parent?["status"]?.string ?? ""
        if Self.afterTheEnd[state]?.contains(name) ?? false { return true }
        switch name {
        case "sessionId": return hasLinked
        case "expiresAt":
            return call.operation.contains("/timed-releases/") || call.path.contains("{made.")
                || Self.endless.contains(call.place)
        case "denyReason":
            return has("/deny", at: call) > 1
                || [flaw.expected, flaw.actual].contains { $0?.string == "ADMISSION_EXPIRED" }
        // What has no name is called something or nothing.
        case "name": return call.method == "POST" && flaw.expected?.isNull ?? true
        case "status": return isOfNoWinner(flaw, parent)
        default: break
        }
        guard call.operation == "GET /consumers/me", flaw.place.contains("experiences") else {
            return false
        }
        // Whether taking part enters the experience, and which of two queues stands for it, is not said.
        return name == "enteredAt" || flaw.kind == .unexpected || flaw.actual == nil
            || flaw.place.contains("queue") && queues > 1
    }

    /// Whether it is a bidder's state between not winning and having lost without a bid.
    private func isOfNoWinner(_ flaw: Correspondence.Flaw, _ parent: JSONNode?) -> Bool {
        let states = Set([flaw.expected, flaw.actual].compactMap { $0?.string })
        if states == ["ACTIVE", "OUTBID"] { return true }
        return states == ["ACTIVE", "LOST"] && parent?["lastBidAmount"]?.isNull ?? false
    }

    /// In how many queues somebody is or was.
    private var queues: Int {
        Set(granted.filter { $0.operation == "POST /queues/*/enter" }.map(\.place)).count
    }
}

extension CallMove {
    /// The second name of the path: what a call to a distribution is about.
    var place: String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    }
}

extension HTTPResponse {
    /// Whether somebody has ordered as often as one may.
    fileprivate var isOfOrderLimit: Bool {
        let text = String(decoding: body, as: UTF8.self).lowercased()
        return text.contains("order_limit") || text.contains("order limit")
    }
}
