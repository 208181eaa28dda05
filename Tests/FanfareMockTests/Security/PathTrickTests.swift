import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A path has one spelling: no other one reaches a call, the control protocol least of all.
struct PathTrickTests {
    private let wire = Wire(
        Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))

    private let key = [("X-Publishable-Key", Mock.Default.publishableKey)]

    private func status(_ path: String, _ headers: [(String, String)] = []) -> Int {
        wire.send("GET \(path)", key + headers).status
    }

    @Test(arguments: [
        "//health", "/./health", "/x/../health", "/health/", "/health/.", "/health//", "/%68ealth",
        "/HEALTH", "/Health", "/health%00", "/health%2f", "/health;x=1", "/health.json",
        "/api/v1//health", "/api/v1/./health", "/api//v1/health", "/API/v1/health",
        "/api/V1/health",
        "/api/v1/api/v1/health", "/api/v1", "/api/v1/", "/%61pi/v1/health", "/api%2fv1/health",
        "/api/v1%2fhealth", "/api/v1/../v1/health", "/api/v1/..;/health", "/\\health", "/%5chealth",
        "/%2e/health", "/%2e%2e/health", "/queues/../health", "/queues/..%2fhealth",
        "/queues/queue_open/../queue_open", "/queues/queue_open/.", "/queues//queue_open",
        "/queues/queue_open/%73tatus", "/queues/%71ueue_open/", "/queues/queue_open%00",
        "/queues/queue_open%20", "/queues/%FF", "/queues/%C0%AF", "/queues/%E2%82", "/queues/%",
        "/queues/%4", "/queues/%zz", "/queues/QUEUE_OPEN",
    ])
    func `another spelling of a path is not found`(_ path: String) {
        #expect(status(path) == 404)
    }

    @Test func `an escaped identifier is the same identifier, decoded once`() {
        #expect(status("/queues/%71ueue_open") == 200)
        #expect(status("/queues/%2571ueue_open") == 404)
        #expect(status("/health?a=b?c=/../..") == 200)
    }

    @Test(arguments: [
        "/api/v1/__admin/clock", "/api/v1/__admin/", "//__admin/clock", "/./__admin/clock",
        "/x/../__admin/clock", "/%5f%5fadmin/clock", "/__adm%69n/clock", "/__ADMIN/clock",
        "/__Admin/clock", "/__admin%2fclock", "/\\__admin/clock", "/;/__admin/clock",
        "/__admin/clock/", "/__admin//clock", "/__admin/./clock", "/__admin/x/../clock",
        "/__admin/CLOCK", "/__admin/cl%6fck", "/__adminclock", "/__admin.json", "/__admin/clock;x",
        "/__admin/page/../clock", "/__admin/page/..%2fclock", "/__admin/page/%2e%2e%2fworlds",
        "/__admin/page/../../worlds/default.json", "/__admin/page/..%2f..%2fworlds%2fdefault.json",
        "/__admin/page/", "/__admin/page/%00", "/__admin/page/index.html%00",
    ])
    func `another spelling of the control protocol is not found`(_ path: String) {
        let answer = wire.send("GET \(path)", key)
        #expect(answer.status == 404)
        #expect(answer.body["now"] == nil)
    }

    @Test func `every spelling that does reach the control protocol goes through its door`() {
        for path in ["/__admin", "/__admin/", "/__adminx", "/__admin/no", "/__admin/clock?x=1"] {
            #expect(status(path, [("Host", "evil.example")]) == 403, "\(path)")
        }
    }

    @Test func `a path of any length or depth is answered`() {
        for path in [
            "/" + String(repeating: "a", count: 8000), String(repeating: "/a", count: 4000),
            String(repeating: "/", count: 8000), "/queues/" + String(repeating: "%41", count: 2600),
            "/queues/" + String(repeating: "q", count: 7000),
        ] {
            #expect(status(path) == 404)
            #expect(status("/__admin" + path) == 404)
        }
    }
}
