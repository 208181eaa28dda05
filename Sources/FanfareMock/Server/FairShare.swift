/// Shares places among parties, so that whoever fills those it may have leaves some to others.
///
/// A party may take a place while it holds fewer than are free: alone it gets half, the next one half
/// of the rest, and so on. Switches share their buffers so (Choudhury and Hahne, "Dynamic queue length
/// thresholds for shared-memory packet switches", 1998).
struct FairShare {
    private(set) var free: Int
    private var held: [String: Int] = [:]

    init(places: Int) { free = places }

    /// How many more places a party may take now, one after the other.
    func room(for party: String) -> Int { max(0, (free - held[party, default: 0] + 1) / 2) }

    mutating func take(_ count: Int = 1, for party: String) {
        free -= count
        held[party, default: 0] += count
    }

    mutating func giveBack(_ count: Int = 1, of party: String) {
        guard let all = held[party] else { return }
        free += count
        held[party] = all > count ? all - count : nil
    }
}

/// Work that waits for a place, each party's in its order, the parties in turn.
struct FairQueue<Work> {
    private var share: FairShare
    private var waiting: [String: ArraySlice<Work>] = [:]
    /// The parties that wait, whose turn is next first.
    private var turns: [String] = []

    init(places: Int) { share = FairShare(places: places) }

    mutating func add(_ work: Work, for party: String) {
        if waiting[party] == nil { turns.append(party) }
        waiting[party, default: []].append(work)
    }

    /// Takes what may begin now, with a place for it; nil when nothing may.
    mutating func next() -> (party: String, work: Work)? {
        let turn = turns.firstIndex { share.room(for: $0) > 0 }
        guard let turn, let work = waiting[turns[turn]]?.popFirst() else { return nil }
        let party = turns.remove(at: turn)
        if waiting[party]?.isEmpty == true { waiting[party] = nil } else { turns.append(party) }
        share.take(for: party)
        return (party, work)
    }

    /// Takes out a party's work that waits.
    mutating func remove(for party: String, where isMeant: (Work) -> Bool) {
        guard let index = waiting[party]?.firstIndex(where: isMeant) else { return }
        waiting[party]?.remove(at: index)
        guard waiting[party]?.isEmpty == true else { return }
        waiting[party] = nil
        turns.removeAll { $0 == party }
    }

    mutating func forgetWaiting() {
        waiting = [:]
        turns = []
    }

    mutating func ended(for party: String) { share.giveBack(of: party) }
}
