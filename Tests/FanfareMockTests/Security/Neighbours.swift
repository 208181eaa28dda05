import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Three tenants of one mock: one that asks, one that must not be seen, one that is gone.
struct Neighbours {
    let mock = Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start)
    let own: Tenant
    let foreign: Tenant
    let deleted: Tenant

    init() throws {
        var (own, foreign, deleted) = (
            try Tenant(in: mock, suffix: "_own"), try Tenant(in: mock, suffix: "_foreign"),
            try Tenant(in: mock, suffix: "_deleted")
        )
        own.fill()
        foreign.fill(marks: 2)
        deleted.fill(marks: 3)
        let gone = Wire(mock).send("DELETE /__admin/organizations/\(deleted.id)", [])
        #expect(gone.status == 204)
        (self.own, self.foreign, self.deleted) = (own, foreign, deleted)
    }

    /// Sends as the own organization, and sees that nothing of another one comes back.
    @discardableResult
    func send(
        _ line: String, _ headers: [(String, String)], _ body: JSONNode? = nil,
        location: SourceLocation = #_sourceLocation
    ) -> MockClient.Answer {
        let answer = Wire(mock).send(line, headers, body)
        let sent = ([line, body?.text() ?? ""] + headers.map(\.1)).joined(separator: "\n")
        for tenant in [foreign, deleted] {
            // What the caller has shown itself is no leak.
            let leaks = tenant.leaks(into: answer.everything)
                .filter { !sent.contains(tenant.secrets[$0] ?? "") }
            #expect(leaks == [], "\(line): \(answer.everything)", sourceLocation: location)
        }
        return answer
    }

    /// A call of the table on something of a tenant.
    func line(_ route: Route, _ tenant: Tenant) -> String {
        guard route.template.contains("{") else { return "\(route.method) \(route.template)" }
        let parts = route.template.split(separator: "/").prefix { !$0.hasPrefix("{") }
        guard let identifier = tenant.identifier(of: parts.joined(separator: "/")) else {
            Issue.record("nothing is known that \(route.template) could be about")
            return "\(route.method) \(route.template)"
        }
        let path = route.template.split(separator: "/")
            .map { $0.hasPrefix("{") ? identifier : String($0) }
        return "\(route.method) /\(path.joined(separator: "/"))"
    }
}
