import JSONTree

/// What a scenario carries from an answer into later requests.
///
/// A longer text fits into no header and no path: of one, nginx and Apache take 8 KiB and Node takes
/// 16 KiB, where every request, finding and report would keep it again.
enum CarriedValue {
    /// How long a text may be, in bytes.
    static let textBytes = 16 << 10
    /// How long an array or object may be, in bytes of JSON.
    static let treeBytes = 64 << 10

    /// By how much a value is too long.
    struct Excess {
        let bytes: Int
        let limit: Int

        /// What is wrong with it, as the end of a sentence.
        var reason: String { "is \(bytes) bytes long; the suite carries at most \(limit)" }
    }

    /// By how much a value is too long, nil when it is not.
    static func excess(_ value: JSONNode) -> Excess? {
        let limit = value.isScalar ? textBytes : treeBytes
        let bytes = Variables.text(value).utf8.count
        return bytes > limit ? Excess(bytes: bytes, limit: limit) : nil
    }
}
