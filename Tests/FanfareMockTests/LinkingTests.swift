import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// Contract section 4.
struct LinkingTests {
    private let client = MockClient()

    private func enter(_ person: MockClient.Person) -> MockClient.Answer {
        client.send("POST /queues/queue_open/enter", as: .consumer(person.token))
    }

    @Test func `a guest who verifies an email keeps the place in the queue`() {
        _ = enter(client.guest())
        let guest = client.guest()
        #expect(enter(guest)["/position"] == 2)
        let linked = client.signIn(email: "ann@example.com", linking: guest)
        #expect(linked.status == 200)
        let person = MockClient.Person(linked)
        #expect(person.id.hasPrefix("cons_"))
        let status = client.send(
            "GET /queues/queue_open/status", as: .consumer(person.token))
        #expect(status["/position"] == 2)
        #expect(status.string("/consumerId") == person.id)
        let me = client.send("GET /consumers/me", as: .consumer(person.token))
        #expect(me["/active/queues/queue_open/position"] == 2)
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 401)
    }

    @Test
    func `an email that belongs to another consumer is a conflict that leaves the code usable`() {
        #expect(client.signIn(email: "ann@example.com").status == 200)
        let guest = client.guest()
        let conflict = client.signIn(email: "ann@example.com", linking: guest)
        #expect(conflict.status == 409)
        #expect(conflict.string("/error") == "already_linked")
        let code = JSONNode(client.code(to: "ann@example.com"))
        let signedIn = client.send(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": code])
        #expect(signedIn.status == 200)
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 200)
    }

    @Test func `a known external identity takes the guest's place over`() {
        let known = MockClient.Person(client.signIn(subject: "ann"))
        let guest = client.guest()
        _ = enter(client.guest())
        _ = enter(guest)
        let person = MockClient.Person(client.signIn(subject: "ann", linking: guest))
        #expect(person.id == known.id)
        let status = client.send(
            "GET /queues/queue_open/status", as: .consumer(person.token))
        #expect(status["/position"] == 2)
    }

    @Test func `on a merge the existing consumer's own place stays and the guest's is given up`() {
        let known = MockClient.Person(client.signIn(subject: "ann"))
        let guest = client.guest()
        _ = enter(guest)
        _ = enter(known)
        let last = client.guest()
        #expect(enter(last)["/position"] == 3)
        let person = MockClient.Person(client.signIn(subject: "ann", linking: guest))
        let mine = client.send("GET /queues/queue_open/status", as: .consumer(person.token))
        #expect(mine["/position"] == 1)
        let theirs = client.send("GET /queues/queue_open/status", as: .consumer(last.token))
        #expect(theirs["/position"] == 2)
    }

    @Test func `an identified consumer who proves another's external identity is a conflict`() {
        _ = client.signIn(subject: "ann")
        let ben = MockClient.Person(client.signIn(subject: "ben"))
        let conflict = client.signIn(subject: "ann", linking: ben)
        #expect(conflict.status == 409)
        #expect(conflict.string("/error") == "consumer_conflict")
    }

    @Test func `a phone is added to a consumer known by email`() {
        let ann = MockClient.Person(client.signIn(email: "ann@example.com"))
        _ = client.send("POST /auth/otp/request", ["phone": "+12025551234"])
        let answer = client.send(
            "POST /auth/otp/verify", as: .consumer(ann.token),
            ["phone": "+12025551234", "code": JSONNode(client.code(to: "+12025551234"))])
        #expect(answer.string("/session/consumerId") == ann.id)
        #expect(answer.string("/session/email") == "ann@example.com")
        #expect(answer.string("/session/phone") == "+12025551234")
    }

    @Test func `an admission stays valid through linking, by the new identifier and the old`() {
        let guest = client.guest()
        _ = enter(guest)
        let admission = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(guest.id)])
        let person = MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        for id in [person.id, guest.id] {
            let answer = client.send(
                "POST /queues/queue_open/validate", as: .secret,
                ["consumerId": JSONNode(id), "token": admission["/admissionToken"]])
            #expect(answer.status == 200)
            #expect(answer.text == "true")
        }
    }

    @Test func `a guest who keeps its id when linked wins by that id`() throws {
        var configuration = Mock.Configuration()
        try configuration.read(["linking.consumerId": "kept"])
        let client = MockClient(configuration)
        let guest = client.guest()
        _ = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
        client.advance("30m")
        let person = MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        #expect(person.id == guest.id)
        client.advance("40m")
        let won = client.send("GET /draws/draw_open/status", as: .consumer(person.token))
        #expect(won.string("/consumerId") == guest.id)
        let claims = try JWT.decode(won.string("/admissionToken")).claims
        #expect(claims["consumerId"]?.string == guest.id)
    }
}
