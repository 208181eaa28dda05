import TokenSigning

/// A key that says in which part of a sharded dictionary it belongs.
protocol ShardKey: Hashable, Sendable {
    /// Eight bits that differ from key to key.
    var shard: UInt8 { get }
}

extension ULID: ShardKey {
    var shard: UInt8 { UInt8(truncatingIfNeeded: low) }
}

extension ConsumerKey: ShardKey {
    var shard: UInt8 { UInt8(truncatingIfNeeded: index) }
}

extension Recipient: ShardKey {
    var shard: UInt8 { address.shard }
}

extension ExternalIdentity: ShardKey {
    var shard: UInt8 { subject.shard }
}

extension String {
    /// Equal texts may differ in their bytes, so it takes the hash that goes with equality.
    fileprivate var shard: UInt8 { UInt8(truncatingIfNeeded: hashValue >> 24) }
}

extension SipDigest: ShardKey {
    var shard: UInt8 { UInt8(truncatingIfNeeded: high) }
}

/// A dictionary that is in 256 parts once it is large, so that it is never long in growing.
///
/// A dictionary of 400,000 stands still for 40 ms when it doubles; a part of it, for a 256th. For the
/// same reason whoever changes a copy copies one part.
struct Sharded<Key: ShardKey, Value: Sendable>: Sendable {
    private static var shardCount: Int { 256 }
    /// How many elements are worth so many parts.
    private static var splitsAt: Int { 4096 }

    private var shards: [[Key: Value]] = [[:]]
    /// How many elements there are.
    private(set) var count = 0

    subscript(key: Key) -> Value? {
        get { shards[place(of: key)][key] }
        set {
            if let newValue { updateValue(newValue, forKey: key) } else { removeValue(forKey: key) }
        }
    }

    @discardableResult
    mutating func updateValue(_ value: Value, forKey key: Key) -> Value? {
        let old = shards[place(of: key)].updateValue(value, forKey: key)
        if old == nil {
            count += 1
            if count > Self.splitsAt, shards.count == 1 { split(reserving: count) }
        }
        return old
    }

    /// Changes the value of a key in its place, one that is new from a value to begin with.
    mutating func modify(
        _ key: Key, default beginning: @autoclosure () -> Value, _ change: (inout Value) -> Void
    ) {
        guard self[key] != nil else {
            var value = beginning()
            change(&value)
            updateValue(value, forKey: key)
            return
        }
        change(&shards[place(of: key)][key, default: beginning()])
    }

    @discardableResult
    mutating func removeValue(forKey key: Key) -> Value? {
        let old = shards[place(of: key)].removeValue(forKey: key)
        if old != nil { count -= 1 }
        return old
    }

    /// Makes room for so many elements.
    mutating func reserveCapacity(_ capacity: Int) {
        guard capacity > Self.splitsAt else { return shards[0].reserveCapacity(capacity) }
        if shards.count == 1 { split(reserving: capacity) }
    }

    /// Forgets what is not wanted of one 256th of the elements.
    mutating func removeAll(in shard: UInt8, where isUnwanted: (Value) -> Bool) {
        let place = Int(shard) & (shards.count - 1)
        // Mostly there is nothing to forget, and nothing need be made anew.
        guard shards[place].values.contains(where: isUnwanted) else { return }
        let kept = shards[place].filter { !isUnwanted($0.value) }
        count -= shards[place].count - kept.count
        shards[place] = kept
    }

    /// All elements, in no order.
    var elements: some Sequence<(key: Key, value: Value)> { shards.lazy.joined() }

    private func place(of key: Key) -> Int { Int(key.shard) & (shards.count - 1) }

    private mutating func split(reserving capacity: Int) {
        let whole = shards[0]
        shards = Array(repeating: [:], count: Self.shardCount)
        // Chance makes some parts larger than others.
        let room = capacity / Self.shardCount * 9 / 8
        for index in shards.indices { shards[index].reserveCapacity(room) }
        for (key, value) in whole { shards[place(of: key)][key] = value }
    }
}
