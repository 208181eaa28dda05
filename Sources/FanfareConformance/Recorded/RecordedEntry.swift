/// The entry of a recording that a call stands in, and those that show the same.
package struct RecordedEntry: Sendable {
    /// How many of those that show the same are named.
    private static let most = 8

    /// Its number, from 1.
    package let number: Int
    /// What was recorded before that it does not go with, nil where it is wrong in itself.
    package var reason: String?
    /// The numbers of the other entries that show the same.
    package internal(set) var alike: [Int] = []

    /// Where the same is to be seen too, nil for nowhere.
    var alikeText: String? {
        guard !alike.isEmpty else { return nil }
        let named = alike.prefix(Self.most).map(String.init).joined(separator: ", ")
        let more = alike.count - Self.most
        return "the same in \(alike.count == 1 ? "entry" : "entries") \(named)"
            + (more > 0 ? " and \(more) more" : "")
    }
}
