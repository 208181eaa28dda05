import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A control call acts on the organization that it names, and shows that one alone.
struct ControlWalkTests {
    private let neighbours: Neighbours
    private let own: Tenant
    private let foreign: Tenant

    init() throws {
        neighbours = try Neighbours()
        (own, foreign) = (neighbours.own, neighbours.foreign)
    }

    /// The calls about all organizations, or none: whoever runs the mock sees and deletes any of them.
    private static let aboutAll = controlRoutes.filter {
        $0.template.hasPrefix("/__admin/organizations") || $0.template == "/__admin/session"
            || $0.template.hasPrefix("/__admin/origins") || $0.input.isForEveryPage
    }

    private static let aboutOne = controlRoutes.filter { route in
        !aboutAll.contains { $0 === route }
    }

    /// The page's files are the same for everybody.
    private static func isFile(_ route: Route) -> Bool {
        route.template.hasPrefix("/__admin/page/")
    }

    private func body(_ route: Route) -> JSONNode? {
        guard route.method == "POST" else { return nil }
        return switch route.template {
        case "/__admin/clock": ["freeze": true]
        case "/__admin/faults": ["status": 503, "times": 1, "path": "/never"]
        case "/__admin/webhooks": ["url": "http://localhost:3000/"]
        case "/__admin/crowds": ["queue": "queue_open_own", "waiting": 2]
        case _ where route.input.members?.contains { $0.name == "in" } == true:
            ["in": "queue_open_own"]
        default: nil
        }
    }

    @Test func `the calls about all organizations are known`() {
        #expect(Self.aboutAll.count == 11)
    }

    @Test func `no call shows anything of another organization`() {
        // A state is no JSON; what is imported is seen below.
        for route in Self.aboutOne
        where !route.template.contains("{") && route.method != "PUT" {
            let line = "\(route.method) \(route.template)"
            // A state can only begin from one that was exported.
            let isImport = route.template == "/__admin/state" && route.method == "PUT"
            let answer =
                isImport ? importOwnState() : neighbours.send(line, own.control, body(route))
            #expect((200..<300).contains(answer.status), "\(line): \(answer.text)")
        }
    }

    private func importOwnState() -> MockClient.Answer {
        var request = HTTPRequest(method: "GET", target: "/__admin/state")
        request.headers = ["Host": "localhost", "X-Organization-Id": own.id]
        request.body = neighbours.mock.respond(to: request, real: MockClient.start).response.body
        request.method = "PUT"
        let answer = Wire(neighbours.mock).send(request)
        #expect(foreign.leaks(into: answer.everything) == [])
        return answer
    }

    @Test func `there is something of each organization to be seen`() {
        for (path, secret) in [
            ("/__admin/consumers", "email"), ("/__admin/inbox", "email"),
            ("/__admin/requests", "journal"), ("/__admin/faults", "fault"),
            ("/__admin/webhooks", "webhook"), ("/__admin/overview", "names of the world"),
            ("/__admin/snapshots", "snapshot"), ("/__admin/state", "email"),
        ] {
            let answer = neighbours.send("GET \(path)", own.control)
            #expect(answer.text.contains(own.secrets[secret] ?? "?"), "\(path): \(answer.text)")
        }
    }

    @Test func `a state that comes back holds nothing of another organization`() {
        let exported = state(own)
        var request = HTTPRequest(method: "PUT", target: "/__admin/state", body: exported)
        request.headers = ["Host": "localhost", "X-Organization-Id": own.id]
        let before = state(foreign)
        #expect(Wire(neighbours.mock).send(request).status == 200)
        #expect(state(own) == exported)
        #expect(state(foreign) == before)
        #expect(foreign.leaks(into: String(decoding: exported, as: UTF8.self)) == [])
    }

    private func state(_ tenant: Tenant) -> [UInt8] {
        var request = HTTPRequest(method: "GET", target: "/__admin/state")
        request.headers = ["Host": "localhost", "X-Organization-Id": tenant.id]
        return neighbours.mock.respond(to: request, real: MockClient.start).response.body
    }

    @Test func `what belongs to another organization is not found`() {
        for tenant in [foreign, neighbours.deleted] {
            for route in Self.aboutOne
            where route.template.contains("{") && !Self.isFile(route) {
                let line = neighbours.line(route, tenant)
                let answer = neighbours.send(line, own.control, body(route))
                #expect(answer.status == 404, "\(line): \(answer.text)")
            }
        }
        for (path, secret) in [("faults", "fault"), ("webhooks", "webhook")] {
            let answer = Wire(neighbours.mock).send("GET /__admin/\(path)", foreign.control)
            #expect(answer.text.contains(foreign.secrets[secret] ?? "?"), "\(answer.text)")
        }
    }

    @Test func `an organization that is gone or never was is not found`() {
        for id in [neighbours.deleted.id, "org_never", "", " ", own.id.uppercased(), own.secretKey]
        {
            for route in Self.aboutOne where !PageFiles.isPage(Array(route.template.utf8)[...]) {
                let line = neighbours.line(route, own)
                let answer = neighbours.send(line, [("X-Organization-Id", id)], body(route))
                #expect(answer.status == 404, "\(line) of '\(id)': \(answer.text)")
                #expect(answer.text.contains("There is no organization"), "\(answer.text)")
            }
        }
    }

    @Test func `what one organization does changes no other`() throws {
        let before = try state(of: foreign)
        for route in Self.aboutOne where route.method != "GET" {
            neighbours.send(neighbours.line(route, own), own.control, body(route))
        }
        neighbours.send("DELETE /__admin/organizations/\(own.id)", [])
        #expect(try state(of: foreign) == before)
    }

    /// Everything that the control protocol shows of a tenant.
    private func state(of tenant: Tenant) throws -> [String] {
        Self.aboutOne.filter {
            $0.method == "GET" && !Self.isFile($0) && !$0.template.contains("{")
        }
        .map { route in
            Wire(neighbours.mock).send("GET \(route.template)", tenant.control).text
        }
    }

    @Test func `whoever follows changes follows one organization`() {
        for tenant in [own, foreign] {
            var request = HTTPRequest(method: "GET", target: "/__admin/events")
            request.headers = ["Host": "localhost", "X-Organization-Id": tenant.id]
            let answer = neighbours.mock.respond(to: request, real: MockClient.start)
            guard case .follows(let organization) = answer.rest else {
                Issue.record("nothing is followed")
                continue
            }
            #expect(organization.id == tenant.id)
        }
    }
}
