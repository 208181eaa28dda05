/// The editions that a mock answers in.
///
/// The prefix of a path selects one; a path without any is answered in the organization's own.
package struct Editions: Sendable {
    /// All there are: the first is that of organizations that name none.
    package static let all = Editions([.v1])

    /// The editions, the standard one first.
    let list: [Edition]
    /// The prefixes with the slash after them, the longest first: one may begin with another.
    private let prefixes: [(text: [UInt8], edition: Edition)]

    init(_ list: [Edition]) {
        self.list = list
        prefixes =
            list.flatMap { edition in edition.prefixes.map { (Array("\($0)/".utf8), edition) } }
            .sorted { $0.0.count > $1.0.count }
    }

    /// The edition of an organization that names none.
    var standard: Edition { list[0] }

    /// The edition of a name.
    subscript(name: String) -> Edition? { list.first { $0.name == name } }

    /// The edition that a path selects, with the path behind the prefix; nil for a path without one.
    func selected(by path: ArraySlice<UInt8>) -> (edition: Edition, path: ArraySlice<UInt8>)? {
        for (text, edition) in prefixes where path.starts(with: text) {
            return (edition, path.dropFirst(text.count - 1))
        }
        return nil
    }

    /// A path without the prefix of an edition.
    func withoutPrefix(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        selected(by: path)?.path ?? path
    }

    /// The calls of all editions, each once by its name.
    var routes: [Route] {
        var names: Set<String> = []
        return list.flatMap(\.routes).filter { names.insert($0.name).inserted }
    }

    /// The types of webhooks of all editions, each once.
    var webhookTypes: [String] {
        var types: Set<String> = []
        return list.flatMap(\.webhooks.types).filter { types.insert($0).inserted }
    }
}
