import Synchronization

/// The telephone numbers of a run: each is given out once, and no other run is likely to have it.
///
/// A target remembers numbers, so they come from a range in which thousands of runs have room: the
/// exchange 555 of every area code of the United States. Its lines 0100 to 0199 are set aside for fiction,
/// the others are assigned to nobody since the plan's administration has taken them back, but for
/// directory assistance (1212) and one that is kept (4334). Servers that validate numbers take them all,
/// and a message to one reaches no person. Lines below 0110 are left out: test doubles, ours among them,
/// give those meanings of their own.
final class PhoneNumbers: Sendable {
    private let range: PeopleAddresses.Phone?
    private let start: Int
    private let step: Int
    private let given = Mutex<Set<String>>([])

    /// Draws where to begin and how to go on from a run's word; `range` is the target's own.
    init(run: String, range: PeopleAddresses.Phone? = nil) {
        self.range = range
        let count = range?.count ?? Self.count
        var seed = Seed(run)
        start = Int(seed.next() % UInt64(count))
        // What has no divisor in common with the count comes by every number before it comes round.
        var step = Int(seed.next() % UInt64(count)) | 1
        while Self.divisor(step, count) != 1 { step += 2 }
        self.step = step
    }

    /// A number that this run has not used.
    func next() -> String {
        given.withLock { given in
            let count = range?.count ?? Self.count
            let place = (start + given.count * step) % count
            let number = range?.number(place) ?? Self.number(place)
            given.insert(number)
            return number
        }
    }

    /// Whether this run has given out a number.
    func contains(_ number: String) -> Bool { given.withLock { $0.contains(number) } }

    /// How many numbers there are where a target's file says nothing.
    static var count: Int { areaCodes.count * linesOfAnArea }

    private static func number(_ place: Int) -> String {
        var line = firstLine + place % linesOfAnArea
        for taken in takenLines where line >= taken { line += 1 }
        return "+1\(areaCodes[place / linesOfAnArea])555\(line.padded(4))"
    }

    private static let firstLine = 110
    private static let takenLines = [1212, 4334]
    private static let linesOfAnArea = 10_000 - firstLine - takenLines.count

    private static func divisor(_ one: Int, _ other: Int) -> Int {
        other == 0 ? one : divisor(other, one % other)
    }

    /// Numbers that look drawn and follow from a word (SplitMix64 over FNV-1a).
    private struct Seed {
        private var state: UInt64 = 0xCBF2_9CE4_8422_2325

        init(_ word: String) {
            for byte in word.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    /// The area codes of the United States that are in use long enough for validators to know them.
    private static let areaCodes = [
        201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224,
        225, 228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270,
        276, 281, 301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318,
        319, 320, 321, 323, 325, 330, 331, 334, 336, 337, 339, 347, 351, 352, 360, 361, 386, 401,
        402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 424, 425, 430,
        432, 434, 435, 440, 443, 458, 469, 470, 475, 478, 479, 480, 484, 501, 502, 503, 504, 505,
        507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 540, 541, 551, 559, 561, 562,
        563, 567, 570, 571, 573, 574, 575, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608, 609,
        610, 612, 614, 615, 616, 617, 618, 619, 620, 623, 626, 630, 631, 636, 641, 646, 650, 651,
        657, 660, 661, 662, 678, 681, 682, 701, 702, 703, 704, 706, 707, 708, 712, 713, 714, 715,
        716, 717, 718, 719, 720, 724, 727, 731, 732, 734, 740, 747, 754, 757, 760, 762, 763, 765,
        769, 770, 772, 773, 774, 775, 779, 781, 785, 786, 801, 802, 803, 804, 805, 806, 808, 810,
        812, 813, 814, 815, 816, 817, 818, 828, 830, 831, 832, 843, 845, 847, 848, 850, 856, 857,
        858, 859, 860, 862, 863, 864, 865, 870, 872, 878, 901, 903, 904, 906, 907, 908, 909, 910,
        912, 913, 914, 915, 916, 917, 918, 919, 920, 925, 928, 931, 936, 937, 940, 941, 947, 949,
        951, 952, 954, 956, 970, 971, 972, 973, 978, 979, 980, 985, 989,
    ]
}
