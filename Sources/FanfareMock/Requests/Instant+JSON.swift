package import FanfareModel
package import JSONTree

extension Instant {
    /// The instant in a body.
    package var json: JSONNode { JSONNode(iso8601) }
}

extension Instant? {
    /// The instant in a body, `null` for none.
    var json: JSONNode { JSONNode(self?.iso8601) }
}

extension JSONMemberSink where Self: ~Copyable {
    /// Adds a member that is an instant, `null` for none.
    mutating func member(_ name: StaticString, _ instant: Instant?) {
        guard let instant else { return member(name, nil as String?) }
        instant.withISO8601 { member(name, plain: $0) }
    }
}
