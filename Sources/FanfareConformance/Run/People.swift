import JSONTree

/// Fresh addresses and names for one scenario, recognisable as made by a run of this tool.
struct People {
    /// A short word that no other run uses.
    let run: String
    /// The scenario's number in the run.
    let number: Int

    /// The value of `email.ann`, `phone.ann` or `subject.ann`, nil for any other name.
    func value(_ name: String, seen: [String]) -> JSONNode? {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "email": return JSONNode("\(parts[1])+fanfare-kit-\(run)-\(number)@example.com")
        case "subject": return JSONNode("fanfare-kit-\(run)-\(number)-\(parts[1])")
        case "phone": return JSONNode(phone(seen.firstIndex(of: parts[1]) ?? seen.count))
        default: return nil
        }
    }

    /// A number out of the 555-01xx block, which belongs to nobody in every area code.
    ///
    /// Endings below 10 are left out: test doubles give them meanings of their own.
    private func phone(_ index: Int) -> String {
        let salt = run.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let place = (salt + number * 8 + index) % (Self.areaCodes.count * 90)
        return "+1\(Self.areaCodes[place / 90])55501\((place % 90 + 10).padded(2))"
    }

    private static let areaCodes = [
        202, 205, 206, 207, 208, 212, 213, 214, 215, 216, 217, 301, 302, 303, 304, 305, 307, 308,
        312, 313, 314, 315, 316, 317, 318, 401, 402, 404, 405, 406, 412, 413, 414, 415, 417, 419,
        501, 502, 503, 504, 505, 509, 512, 513, 515, 516, 517, 518, 601, 602, 603, 605, 606, 607,
        608, 609, 612, 614, 615, 616, 617, 618, 619, 701, 702, 703, 704, 706, 707, 708, 712, 713,
        714, 715, 716, 717, 718, 719, 801, 802, 803, 804, 805, 806, 808, 812, 813, 814, 815, 816,
        817, 818, 901, 903, 904, 907, 908, 910, 912, 913, 914, 915, 916, 918, 919,
    ]
}
