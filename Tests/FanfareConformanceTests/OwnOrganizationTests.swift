import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// A target whose organizations begin with no world of ours, where stories are to be played.
struct OwnOrganizationTests {
    private static func conform(
        _ abilities: Set<ControlAbility>, _ resources: [String: String]
    ) throws -> Conform {
        var target = Target(
            name: "t", address: try #require(TargetAddress("http://127.0.0.1:1/api/v1")))
        target.hasControl = true
        target.abilities = abilities
        target.resources = resources
        let transport = FunctionTransport { request in
            var response = HTTPResponse(status: 201)
            response.body = JSONNode([
                JSONMember("organizationId", "org_own"), JSONMember("publishableKey", "pk_own"),
                JSONMember("secretKey", "sk_own"),
            ]).bytes()
            return response
        }
        return Conform(target: target, transport: transport, workers: 1, run: "r")
    }

    @Test func `stories play among the named resources of an organization of its own`() throws {
        var conform = try Self.conform([.organizations], ["queue.open": "queue_1"])
        let leave = try conform.settle()
        #expect(leave != nil)
        #expect(!conform.target.hasControl)
        #expect(conform.target.keys?.publishableKey == "pk_own")
        #expect(Deployment(conform.target).names == ["queue_wide": "queue_1"])
    }

    @Test func `where nothing is named, and no world begins, it is said`() throws {
        var conform = try Self.conform([.organizations], [:])
        #expect {
            _ = try conform.settle()
        } throws: { error in
            guard case .notSetUp(let reason)? = error as? Conform.Failure else { return false }
            return reason.contains("no resources are named to play stories in")
        }
    }

    @Test func `a target that makes worlds keeps its control`() throws {
        var conform = try Self.conform([.organizations, .worlds], [:])
        #expect(try conform.settle() == nil)
        #expect(conform.target.hasControl)
    }
}
