import JSONTree

/// What is answered where no clause says what.
extension Silences {
    /// A difference, and the answer of the oracle in which it stands.
    struct Doubt {
        let flaw: Correspondence.Flaw
        let call: CallMove
        /// The oracle's answer.
        let expected: JSONNode
        /// The oracle's time.
        let now: Timestamp

        fileprivate var name: String { flaw.place.last ?? "" }
        /// What the member stands in, as the oracle says it.
        fileprivate var parent: JSONNode? {
            expected[JSONPointer(tokens: Array(flaw.path.dropLast()))]
        }
        /// The two values.
        var values: Set<String> {
            Set([flaw.expected, flaw.actual].compactMap { $0?.string })
        }
    }

    /// What is not said of those for whom a distribution is over.
    private static let afterTheEnd: [String: Set<String>] = [
        "COMPLETED": ["position", "admissionToken", "paymentToken", "expiresAt", "admittedAt"],
        "LEFT": ["admissionToken", "expiresAt", "admittedAt"],
        "DENIED": ["admissionToken", "expiresAt", "admittedAt"],
        "EXPIRED": ["admissionToken", "expiresAt", "admittedAt", "position"],
    ]
    /// Numbers of whom it is not said whom they count.
    private static let counts: Set = ["consumerCount", "entrantCount"]

    /// Whether it is open what a member says.
    func leavesOpen(_ doubt: Doubt) -> Bool {
        let (flaw, call, name) = (doubt.flaw, doubt.call, doubt.name)
        if Self.counts.contains(name) || isUnsaid(doubt) || isOfRelease(doubt) { return true }
        if isOfTarget(doubt) { return true }
        if mergers.places.contains(call.place) { return true }
        if isOfReturn(doubt) { return true }
        if call.operation.hasPrefix("GET /consumers/"), flaw.place.count > 1,
            !mergers.places.isEmpty
        {
            return true
        }
        let state = doubt.parent?["status"]?.string ?? ""
        if Self.afterTheEnd[state]?.contains(name) ?? false { return true }
        switch name {
        case "sessionId": return hasLinked
        case "denyReason":
            let consumer = doubt.expected["consumerId"]?.string
            if doubt.values.contains("ADMISSION_EXPIRED") { return true }
            if calls("/deny", at: call.place, to: consumer).count > 1 { return true }
        // What has no name is called something or nothing.
        case "name": if call.method == "POST", flaw.expected?.isNull ?? true { return true }
        case "status": if isOfNoWinner(doubt) { return true }
        case "enteredAt", "left": if call.operation.contains(" /experiences/") { return takesPart }
        // The admission of a journey has the token; that what is taken part in has it too is not said.
        case "admissionToken":
            if flaw.place.contains("participation") {
                if flaw.expected?.isNull ?? true || flaw.actual?.isNull ?? true { return true }
            }
        default: break
        }
        guard call.operation == "GET /consumers/me", flaw.place.contains("experiences"), takesPart
        else { return false }
        // Whether taking part enters the experience, and which of two queues stands for it, is not said.
        return name == "enteredAt" || flaw.kind == .unexpected || flaw.actual == nil
            || flaw.place.contains("queue") && queues > 1
    }

    /// Whether an open difference shows all the same that the two are different worlds from there.
    func parts(_ doubt: Doubt) -> Bool {
        // Whoever was denied for another reason may come back, or not.
        isOfReturn(doubt) || doubt.name == "denyReason"
            || isOfRelease(doubt) && (doubt.name == "status" || doubt.flaw.kind == .unexpected)
    }

    /// Whether somebody enters a draw again who has left it: that they are in again is not said.
    private func isOfReturn(_ doubt: Doubt) -> Bool {
        let consumer = doubt.expected["consumerId"]?.string
        return doubt.call.operation == "POST /draws/*/enter"
            && !calls("/leave", at: doubt.call.place, to: consumer).isEmpty
    }

    /// Whether it is a bidder's state between not winning and having lost without a bid.
    private func isOfNoWinner(_ doubt: Doubt) -> Bool {
        if doubt.values == ["ACTIVE", "OUTBID"] { return true }
        return doubt.values == ["ACTIVE", "LOST"]
            && doubt.parent?["lastBidAmount"]?.isNull ?? false
    }

    /// In how many queues somebody is or was.
    private var queues: Int {
        Set(granted.map(\.call).filter { $0.operation == "POST /queues/*/enter" }.map(\.place))
            .count
    }
}

// What admin calls make.
extension Silences {
    /// What is shown in any case of what was made.
    private static let always: Set = [
        "id", "sequenceId", "createdAt", "updatedAt", "currentHighBid",
    ]
    /// What a member of an admin call is called where it is shown.
    private static let shownAs = [
        "startingBid": "startingPrice", "minimumIncrement": "minimumBidIncrement",
        "maxCapacity": "capacity", "maxEntries": "capacity",
    ]

    /// Whether nobody has said what a member of something made by an admin call shall be: then the target
    /// decides.
    private func isUnsaid(_ doubt: Doubt) -> Bool {
        let flaw = doubt.flaw
        if case .count = flaw.kind, flaw.place.contains("sequences"), hasDrafts { return true }
        guard let made = making(doubt.call), let name = flaw.place.first, name != "$jwt" else {
            return false
        }
        let sent = Set((made.body ?? []).map(\.name))
        if Self.always.contains(name) || sent.contains(name) { return false }
        if name == "status" {
            return made.operation != "POST /experiences" && !sent.contains("openAt")
        }
        return !sent.contains { Self.shownAs[$0] == name }
    }

    /// Whether something was made that has no opening: it is a draft, which is shown or not.
    private var hasDrafts: Bool {
        granted.contains { one in
            Self.makes(one.call) && !(one.call.body ?? []).contains { $0.name == "openAt" }
        }
    }

    /// The call by which that was made which a call makes or shows.
    private func making(_ call: CallMove) -> CallMove? {
        if Self.makes(call) { return call }
        let names = call.path.split(separator: "/")
        guard call.method == "GET", names.count == 2, names[1].hasPrefix("{made.") else {
            return nil
        }
        let gift = String(names[1].dropFirst().prefix { $0 != "}" })
        return granted.last { $0.call.gives.contains { $0.name == gift } }?.call
    }

    private static func makes(_ call: CallMove) -> Bool {
        ["POST /queues", "POST /draws", "POST /auctions", "POST /experiences"]
            .contains(call.operation)
    }
}

// Timed releases, of which the pages say little.
extension Silences {
    /// The states of somebody whose access may be over, or not.
    private static let lapsing: Set = ["ENTERED", "ADMITTED", "EXPIRED", "DENIED"]

    /// Whether it is open what is said of somebody in a timed release: when the access ends, where that is
    /// not at the closing, what becomes of it then, and what entering again means.
    private func isOfRelease(_ doubt: Doubt) -> Bool {
        guard let release = release(doubt) else { return false }
        let consumer = (doubt.expected["consumerId"] ?? doubt.expected["id"])?.string
        let entries = calls("/enter", at: release, to: consumer)
        if entries.count > 1 { return true }
        // That orders are counted there is not said.
        if doubt.parent?["denyReason"]?.string == "ORDER_LIMIT_EXCEEDED" { return true }
        let isOver = ["/leave", "/complete"].contains {
            !calls($0, at: release, to: consumer).isEmpty
        }
        // Nobody's access is so short that it is over within the minute.
        let hasWaited = entries.contains { $0.at.advanced(by: Self.minute) <= doubt.now }
        switch doubt.name {
        case "status": return doubt.values.isSubset(of: Self.lapsing) && hasWaited
        case "expiresAt": return true
        case "admissionToken", "denyReason":
            let states = Set([doubt.parent?["status"]?.string].compactMap(\.self))
            return hasWaited && states.isSubset(of: Self.lapsing)
        case "journeyStage", "sequenceStage": return true
        default: break
        }
        if doubt.flaw.place.contains("admission") { return true }
        // It is listed as long as it lasts, or as long as nobody ends it.
        guard doubt.call.operation == "GET /consumers/me" else { return false }
        return hasWaited && !isOver
    }

    /// The timed release that a difference is about.
    private func release(_ doubt: Doubt) -> String? {
        if doubt.call.operation.contains("/timed-releases/*/") { return doubt.call.place }
        guard doubt.call.operation == "GET /consumers/me" else { return nil }
        if case .count = doubt.flaw.kind, doubt.flaw.place.last == "journeys" {
            // What was made by an admin call has another id on each server.
            let (ours, theirs) = (doubt.flaw.expected, doubt.flaw.actual)
            let (expected, actual) = (Self.listed(ours), Self.listed(theirs))
            guard
                expected.subtracting(StoryWorld.releases).count
                    == actual.subtracting(StoryWorld.releases).count
            else { return nil }
            return expected.symmetricDifference(actual).first(where: StoryWorld.releases.contains)
        }
        if let index = doubt.flaw.path.firstIndex(of: "journeys"),
            doubt.flaw.path.indices.contains(index + 1)
        {
            let path = Array(doubt.flaw.path[...(index + 1)]) + ["participation", "id"]
            let id = doubt.expected[JSONPointer(tokens: path)]?.string
            return id.flatMap { StoryWorld.releases.contains($0) ? $0 : nil }
        }
        return doubt.flaw.path.first(where: StoryWorld.releases.contains)
    }

    private static func listed(_ journeys: JSONNode?) -> Set<String> {
        Set((journeys?.elements ?? []).compactMap { $0["participation"]?["id"]?.string })
    }
}
