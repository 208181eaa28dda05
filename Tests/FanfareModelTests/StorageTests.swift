import Testing
import TokenSigning

@testable import FanfareModel

/// The two stores for a million against the standard library's, step by step.
struct StorageTests {
    private struct Number: ShardKey {
        let value: Int
        var shard: UInt8 { UInt8(truncatingIfNeeded: value) }
    }

    private func isSame(_ sharded: Sharded<Number, Int>, _ plain: [Number: Int]) -> Bool {
        sharded.count == plain.count
            && Dictionary(uniqueKeysWithValues: sharded.elements.map { ($0, $1) }) == plain
    }

    @Test func `a sharded dictionary holds what a dictionary holds, before and after it is split`()
    {
        var generator = SeededGenerator(seed: 7)
        var sharded = Sharded<Number, Int>()
        var plain: [Number: Int] = [:]
        for step in 0..<30_000 {
            let key = Number(value: Int(generator.next() % 9000))
            switch generator.next() % 8 {
            case 0:
                #expect(sharded.removeValue(forKey: key) == plain.removeValue(forKey: key))
            case 1:
                sharded[key] = nil
                plain[key] = nil
            case 2...4:
                sharded[key] = step
                plain[key] = step
            default:
                #expect(
                    sharded.updateValue(-step, forKey: key)
                        == plain.updateValue(-step, forKey: key))
            }
            let other = Number(value: Int(generator.next() % 9000))
            #expect(sharded[other] == plain[other])
            if step % 3000 == 0 { #expect(isSame(sharded, plain)) }
        }
        #expect(plain.count > 4096)
        #expect(isSame(sharded, plain))
    }

    @Test(arguments: [10, 20_000])
    func `what is not wanted goes shard by shard, and nothing else does`(count: Int) {
        var sharded = Sharded<Number, Int>()
        sharded.reserveCapacity(count)
        for value in 0..<count { sharded[Number(value: value)] = value }
        for shard in UInt8.min...UInt8.max { sharded.removeAll(in: shard) { $0 % 3 == 0 } }
        #expect(sharded.count == (0..<count).count { $0 % 3 != 0 })
        #expect(sharded[Number(value: 3)] == nil)
        #expect(sharded[Number(value: 4)] == 4)
    }

    @Test func `a copy of either store keeps what it had`() {
        var sharded = Sharded<Number, Int>()
        var chunked = Chunked<Int>()
        for value in 0..<5000 {
            sharded[Number(value: value)] = value
            chunked.append(value)
        }
        let (oldSharded, oldChunked) = (sharded, chunked)
        for value in 0..<5000 {
            sharded[Number(value: value)] = nil
            chunked[value] = -1
        }
        #expect(oldSharded.count == 5000 && oldSharded[Number(value: 4999)] == 4999)
        #expect(Array(oldChunked) == Array(0..<5000))
        #expect(sharded.count == 0 && chunked.allSatisfy { $0 == -1 })
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 2048, 5000])
    func `a chunked array holds what an array holds`(count: Int) {
        var chunked = Chunked<Int>()
        for value in 0..<count { chunked.append(value) }
        #expect(Array(chunked) == Array(0..<count))
        for index in chunked.indices { chunked[index] += 1 }
        #expect(Array(chunked) == Array(1..<count + 1))
    }
}
