import Foundations
import HTTPEngine

extension HTTPRequest {
    /// The query's names and values, decoded; what cannot be decoded is an empty text.
    var queryItems: [(name: String, value: String)] {
        (queryBytes ?? []).split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decode($0, plusIsSpace: true) ?? "" }
            return (decoded[0], decoded.count == 2 ? decoded[1] : "")
        }
    }

    /// The query's value of a name; the first when there are several.
    func query(_ name: String) -> String? { queryItems.first { $0.name == name }?.value }
}
