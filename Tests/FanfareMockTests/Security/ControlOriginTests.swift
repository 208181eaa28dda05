import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Pages of origins that were named may use the control protocol as programs do.
struct ControlOriginTests {
    private static let page = ("Origin", "http://localhost:3000")

    private func wire(_ token: String?) -> Wire {
        var configuration = Mock.Configuration(startAt: MockClient.start)
        configuration.controlOrigins = ["http://localhost:3000"]
        configuration.controlKey = token.flatMap(ControlKey.init)
        return Wire(Mock(configuration, real: MockClient.start))
    }

    @Test func `a named page may call and read the answer`() {
        let site = ("Sec-Fetch-Site", "same-site")
        let answer = wire(nil).send("POST /__admin/reset", [Self.page, site])
        #expect(answer.status == 200)
        #expect(answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000")
        #expect(answer.headers["Vary"] == "Origin")
        let asked = wire("a-token-of-this-test").send(
            "OPTIONS /__admin/clock",
            [
                Self.page, ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization,content-type"),
            ])
        #expect(asked.status == 204)
        #expect(asked.headers["Access-Control-Allow-Headers"] == "authorization,content-type")
    }

    @Test func `what another thread answers a named page may read as well`() {
        let answer = wire(nil).send("GET /__admin/requests", [Self.page])
        #expect(answer.status == 200)
        #expect(answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000")
    }

    @Test func `a page of this machine asks, and may call once a person has allowed it`() {
        let wire = Wire(Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))
        let page = [("Origin", "http://localhost:5173"), ("Sec-Fetch-Site", "same-site")]
        #expect(wire.send("GET /__admin/clock", page).status == 403)
        let asked = wire.send("POST /__admin/origins/ask", page)
        #expect(asked.body["allowed"] == false)
        #expect(asked.headers["Access-Control-Allow-Origin"] == "http://localhost:5173")
        #expect(wire.send("GET /__admin/overview", [])["/asking/0"].string == page[0].1)
        #expect(wire.send("GET /__admin/clock", page).status == 403)
        #expect(
            wire.send("POST /__admin/origins", page, ["origin": "http://localhost:5173"]).status
                == 403)

        let allowed = wire.send("POST /__admin/origins", [], ["origin": "http://localhost:5173"])
        #expect(allowed["/origins/0"].string == page[0].1)
        #expect(allowed.body["asking"] == [])
        #expect(wire.send("GET /__admin/clock", page).status == 200)
        #expect(wire.send("POST /__admin/origins/ask", page).body["allowed"] == true)
        #expect(wire.send("DELETE /__admin/origins", []).body["origins"] == [])
        #expect(wire.send("GET /__admin/clock", page).status == 403)
    }

    @Test func `whoever asked first is not pushed off by others who ask`() {
        let wire = Wire(Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))
        for port in 3000...3020 {
            _ = wire.send(
                "POST /__admin/origins/ask", [("Origin", "http://localhost:\(port)")])
        }
        let asking = wire.send("GET /__admin/origins", []).body["asking"]?.elements ?? []
        #expect(asking.count == 8)
        #expect(asking.first == "http://localhost:3000")
        #expect(asking.last == "http://localhost:3020")
    }

    @Test(arguments: ["https://shop.example", "http://localhost.evil.example", "null"])
    func `a page of elsewhere may not even ask`(_ origin: String) {
        let wire = wire(nil)
        #expect(wire.send("POST /__admin/origins/ask", [("Origin", origin)]).status >= 400)
        #expect(wire.send("GET /__admin/origins", []).body["asking"] == [])
        // The toolbar itself holds no secret, and says on its own what it lacks.
        let file = wire.send("GET /__admin/dev.js", [("Sec-Fetch-Site", "cross-site")])
        #expect(file.status == 200)
        #expect(file.headers["Cross-Origin-Resource-Policy"] == "cross-origin")
    }

    @Test func `others may not, and none by a cookie`() throws {
        for origin in ["http://localhost:3001", "https://localhost:3000", "null"] {
            let answer = wire(nil).send("POST /__admin/reset", [("Origin", origin)])
            #expect(answer.status == 403)
            #expect(answer.headers["Access-Control-Allow-Origin"] == nil)
        }
        let locked = wire("a-token-of-this-test")
        let bearer = ("Authorization", "Bearer a-token-of-this-test")
        #expect(locked.send("POST /__admin/reset", [Self.page]).status == 401)
        #expect(locked.send("POST /__admin/reset", [Self.page, bearer]).status == 200)
        let made = locked.send(
            "POST /__admin/session", [], ["token": "a-token-of-this-test"])
        let cookie = try #require(made.headers["Set-Cookie"]?.split(separator: ";").first)
        let shown = ("Cookie", String(cookie))
        #expect(locked.send("POST /__admin/reset", [Self.page, shown]).status == 403)
    }
}
