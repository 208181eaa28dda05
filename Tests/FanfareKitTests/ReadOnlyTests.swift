import FanfareConformance
import FanfareMock
import Foundation
import HTTPEngine
import Synchronization
import Testing

@testable import fanfare_kit

/// Where only reading is allowed, nothing leaves that could change anything.
struct ReadOnlyTests {
    @Test(arguments: [true, false])
    func `of the whole suite only calls that read are sent, with a control protocol too`(
        _ hasControl: Bool
    ) throws {
        let mock = SharedMock()
        let methods = Mutex<[String: Int]>([:])
        let transport = FunctionTransport { request in
            methods.withLock { $0[request.method, default: 0] += 1 }
            let isDoor = request.path.hasPrefix("/__admin")
            return isDoor && !hasControl ? HTTPResponse(status: 404) : mock.respond(to: request)
        }
        let address = try #require(TargetAddress("http://localhost:4802/api/v1"))
        var target = Target(name: "mock", address: address)
        target.keys = TargetKeys(
            publishableKey: "pk_test_mock00000000", secretKey: "sk_test_mock00000000",
            organizationId: "org_mock")
        target.resources = Target.defaultWorld
        target.codes = .fixed("123456")
        target.access = .read
        let suite = try Suite(files: SuiteFile.embedded)
        var conform = Conform(target: target, transport: transport, workers: 1, run: "r1")
        try conform.probe()
        let report = conform.results(suite.scenarios, of: suite) { _, _ in }
        let counts = methods.withLock(\.self)
        #expect(Set(counts.keys).isSubset(of: ["GET", "HEAD", "OPTIONS"]), "\(counts)")
        #expect(report.totals[.passed] > 20)
        #expect(report.totals[.passed] + report.totals[.unsupported] == report.totals.all)
    }
}
