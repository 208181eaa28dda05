import FanfareConformance
import FanfareMock

/// The target of a run that names none: the mock inside this program.
///
/// The only place where the suite and the mock meet; the suite itself treats our mock as a stranger.
enum EmbeddedTarget {
    /// The way to fresh mocks, one for each worker.
    static func transport() -> any Transport {
        FunctionTransport(each: { inbox in
            let mock = SharedMock(webhooks: inbox.receive)
            return { mock.respond(to: $0) }
        })
    }

    /// The address its answers and `curl` lines speak of.
    static let address = "http://localhost:4802"

    /// The target whose control protocol is known to be there.
    static var controlled: Target {
        guard let address = TargetAddress(address) else {
            preconditionFailure("the address of the embedded mock is no address")
        }
        var target = Target(name: "embedded mock", address: address)
        target.hasControl = true
        target.reachesUs = true
        return target
    }
}
