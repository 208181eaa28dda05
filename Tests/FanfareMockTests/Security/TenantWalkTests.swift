import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 2: an organization is the tenant, and nothing of another is reachable.
///
/// The walk goes over the route table, so that a route that is added is walked over too.
struct TenantWalkTests {
    private let neighbours: Neighbours
    private let own: Tenant
    private let foreign: Tenant

    init() throws {
        neighbours = try Neighbours()
        (own, foreign) = (neighbours.own, neighbours.foreign)
    }

    private func routes(_ name: String) -> [Route] { Edition.v1.routes.filter { $0.name == name } }

    @Test func `every tenant has its secrets, and they differ`() {
        #expect(own.secrets.count == 19)
        #expect(own.secrets.values.allSatisfy { !$0.isEmpty })
        #expect(Set(own.secrets.values).isDisjoint(with: foreign.secrets.values))
    }

    @Test(arguments: Edition.v1.routes.map(\.name))
    func `every wrong credential is refused as documented`(_ name: String) {
        let shown = ShownCredentials.all(of: own, foreign: foreign, deleted: neighbours.deleted)
        for route in routes(name) {
            for credentials in shown {
                let refusal = credentials.refusal(for: route.access)
                // Then it is a call of the other organization, which sees what is its own.
                if refusal == nil, credentials.key == .foreign { continue }
                let answer = neighbours.send(neighbours.line(route, own), credentials.headers)
                guard let refusal else { continue }
                let what = "\(route.method) \(route.template) with \(credentials.name)"
                #expect(answer.status == refusal.status, "\(what): \(answer.text)")
                #expect(answer.body == ["error": JSONNode(refusal.error)], "\(what)")
            }
        }
    }

    /// A key set is for everybody, since whoever verifies a token knows only an address.
    private static let ofOrganizations = Edition.v1.routes.filter {
        $0.template.contains("{") && $0.name != "organizations.jwks"
    }

    @Test(arguments: ofOrganizations.map(\.name))
    func `what belongs to another organization is not found`(_ name: String) {
        for route in routes(name) {
            let answer = neighbours.send(
                neighbours.line(route, foreign), credentials(for: route.access), body(for: route))
            #expect(answer.status == 404, "\(route.template): \(answer.text)")
            #expect(answer.body["error"]?.string?.hasSuffix(" not found") == true, "\(answer.text)")
        }
    }

    /// The right credentials of the own organization.
    private func credentials(for access: Access) -> [(String, String)] {
        switch access {
        case .anyone, .control: []
        case .publishable: own.key
        case .publishableOrConsumer, .consumer: own.consumer
        case .tokenAlone: [("Authorization", "Bearer \(own.person.token)")]
        case .secret: own.backend
        }
    }

    /// A body that passes validation, for the calls that need one.
    private func body(for route: Route) -> JSONNode? {
        guard route.method == "POST" else { return nil }
        return [
            "consumerId": JSONNode(foreign.person.id), "reason": "ADMIN_ACTION",
            "token": JSONNode(foreign.secrets["admission token"]), "amount": 200,
            "slotId": JSONNode("slot_first\(foreign.suffix)"),
        ]
    }

    @Test func `another organization's people, codes and tokens are nobody and nothing here`() {
        let admit: JSONNode = ["consumerId": JSONNode(foreign.person.id), "reason": "ADMIN_ACTION"]
        for kind in ["queues/queue_open", "draws/draw_open"] {
            for action in ["admit", "complete", "deny"]
            where (kind, action) != ("draws/draw_open", "admit") {
                let answer = neighbours.send("POST /\(kind)_own/\(action)", own.backend, admit)
                #expect(answer.status == 404, "\(kind) \(action): \(answer.text)")
            }
            let token = foreign.secrets["admission token"]
            for person in [own.person, foreign.person] {
                let answer = neighbours.send(
                    "POST /\(kind)_own/validate", own.backend,
                    ["consumerId": JSONNode(person.id), "token": JSONNode(token)])
                #expect(answer.status == 403, "\(answer.text)")
                #expect(answer.body["error"] == "ADMISSION_INVALID")
            }
        }
        let exchanged = neighbours.send(
            "POST /auth/external/exchange", own.key,
            ["exchangeCode": JSONNode(foreign.secrets["exchange code"])])
        #expect(exchanged.body["error"] == "invalid_exchange_code")
        let refreshed = neighbours.send(
            "POST /auth/refresh", own.key, ["refreshToken": JSONNode(foreign.person.refreshToken)])
        #expect(refreshed.body == ["error": "invalid refresh token"])
        let booked = neighbours.send(
            "POST /appointments/appointment_main_own/book", own.consumer,
            ["slotId": JSONNode("slot_first\(foreign.suffix)")])
        #expect(booked.status == 404, "\(booked.text)")
        for kind in ["queues", "draws", "auctions"] {
            let time: JSONNode = "2099-01-01T00:00:00Z"
            let made = neighbours.send(
                "POST /\(kind)", own.backend,
                [
                    "sequenceId": JSONNode("seq_main\(foreign.suffix)"), "drawAt": time,
                    "settleAt": time, "winnerCount": 1,
                ])
            #expect(made.status == 404, "\(kind): \(made.text)")
        }
    }

    @Test func `one address has a code, a consumer and an account in each organization`() {
        let email = JSONNode(foreign.secrets["email"])
        neighbours.send("POST /auth/otp/request", foreign.key, ["email": email])
        let inbox = Wire(neighbours.mock).send("GET /__admin/inbox", foreign.control)
        let code = inbox.body["messages"]?.elements?.last?["code"]
        let answer = neighbours.send(
            "POST /auth/otp/verify", own.key, ["email": email, "code": code ?? .null])
        #expect(answer.body["error"] == "otp_invalid")
    }
}
