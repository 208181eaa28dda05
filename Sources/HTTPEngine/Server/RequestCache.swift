/// Requests that came at least twice, byte for byte.
///
/// A client that polls sends the same head again and again, and comparing it with the last one is a
/// tenth of the work of taking it apart. Only requests without a body count. There are as many places
/// as a crowd fills, up to a limit, and every request has two to choose from; it takes another's place
/// when it comes twice in a row to it, so that a crowd of clients whose requests share places moves
/// nothing about.
package final class RequestCache {
    private struct Slot {
        /// The hash of the head that came last and is not the one kept.
        var candidate: UInt64 = 0
        var kept: Kept?
    }

    private struct Kept {
        let request: HTTPRequest
        let keepsAlive: Bool
        let key: UInt64
        /// How many bytes its head has.
        let size: Int
    }

    /// A head that is longer is seldom.
    private static let longest = 4096
    private let most: (places: Int, bytes: Int)

    /// A power of two, of which the first bits of a hash name one.
    private var places = [Slot](repeating: Slot(), count: 256)
    private var bits: UInt64 = 8
    private var keptCount = 0
    private var keptBytes = 0
    /// How often a head took the place of another that might have come again, since the last growth.
    private var contests = 0

    /// Knows no request yet; keeps so many bytes of heads in so many places at most.
    ///
    /// By itself three times as many places as ten thousand clients that poll need.
    package init(places: Int = 1 << 15, bytes: Int = 24 << 20) { most = (places, bytes) }

    /// What these bytes are looked for by, nil when they are too many to be kept.
    func key(of bytes: Span<UInt8>) -> UInt64? {
        bytes.count <= Self.longest ? bytes.withUnsafeBytes { Self.hash($0) } : nil
    }

    /// The request that these bytes are, if they are all of it and it is known.
    func request(_ bytes: Span<UInt8>, key: UInt64) -> (HTTPRequest, keepsAlive: Bool)? {
        let place = place(of: key)
        guard let kept = kept(in: place, key) ?? kept(in: place ^ 1, key),
            bytes.withUnsafeBytes({ kept.request.hasHead($0) })
        else { return nil }
        return (kept.request, kept.keepsAlive)
    }

    private func kept(in place: Int, _ key: UInt64) -> Kept? {
        guard let kept = places[place].kept, kept.key == key else { return nil }
        return kept
    }

    /// Keeps a request whose head is all of so many bytes with this key when it has come before.
    func note(_ request: HTTPRequest, keepsAlive: Bool, key: UInt64, size: Int) {
        let place = freePlace(of: key, in: places)
        guard places[place].candidate == key else {
            // Two that take turns in one place would never be kept there.
            if places[place].candidate != 0 { contests += 1 }
            places[place].candidate = key
            return growIfContested()
        }
        let old = places[place].kept
        guard keptBytes + size - (old?.size ?? 0) <= most.bytes else { return }
        // The number goes with the place, so that no two living requests have the same.
        let number = old?.request.repetition?.place ?? keptCount
        if old == nil { keptCount += 1 }
        keptBytes += size - (old?.size ?? 0)
        places[place].kept = Kept(
            request: request.repeated(inPlace: number), keepsAlive: keepsAlive, key: key, size: size
        )
    }

    /// The place of a hash, or the one beside it when that alone is free.
    private func freePlace(of hash: UInt64, in places: [Slot]) -> Int {
        let place = place(of: hash)
        return places[place].kept != nil && places[place ^ 1].kept == nil ? place ^ 1 : place
    }

    /// Doubles the places when there have been a quarter as many contests for them as there are: each
    /// splits into two, by one more bit of the hash.
    private func growIfContested() {
        guard contests > places.count / 4, places.count < most.places else { return }
        contests = 0
        bits += 1
        var larger = [Slot](repeating: Slot(), count: places.count * 2)
        for slot in places {
            guard let kept = slot.kept else {
                larger[place(of: slot.candidate)].candidate = slot.candidate
                continue
            }
            larger[freePlace(of: kept.key, in: larger)].kept = kept
        }
        places = larger
    }

    private func place(of hash: UInt64) -> Int { Int(hash >> (64 - bits)) }

    /// Tells heads apart well enough to find a place; whether two are the same, their bytes decide.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        // Words, not bytes: 7 % of a poll's instructions. Two at a time, since each multiplication waits
        // for the one before.
        var (even, odd) = (UInt64(bytes.count), UInt64(1))
        var index = 0
        while index + 16 <= bytes.count {
            even = mix(even, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            odd = mix(odd, bytes.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self))
            index += 16
        }
        while index < bytes.count {
            even = mix(even, UInt64(bytes[index]))
            index += 1
        }
        return mix(even, odd ^ odd >> 29)
    }

    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
    }
}
