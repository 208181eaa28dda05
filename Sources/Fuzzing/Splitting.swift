/// Ways to cut bytes into the pieces that a socket may deliver.
enum Splitting {
    /// The pieces that a message is read in, by ever other ways of cutting it.
    static func all(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        var ways = [bytes.indices.map { bytes[$0...$0] }]
        // Small ones in every two parts; large ones where a few numbers out of their own bytes say.
        let cuts = bytes.count <= 48 ? Array(bytes.indices) : chosenCuts(bytes)
        ways += cuts.map { [bytes[..<$0], bytes[$0...]] }
        let pieces = zip([0] + cuts.sorted(), cuts.sorted() + [bytes.count])
        ways.append(pieces.map { bytes[$0..<$1] })
        return ways
    }

    private static func chosenCuts(_ bytes: [UInt8]) -> [Int] {
        var state = bytes.reduce(UInt64(bytes.count)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return (0..<6).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bytes.count))
        }
    }
}
