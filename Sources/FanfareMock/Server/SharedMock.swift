package import FanfareModel
package import HTTPEngine
import Synchronization

/// A mock without a socket that any thread may call; calls are answered one after the other.
package final class SharedMock: Sendable {
    private let mock: Mutex<Mock>

    /// Makes a mock that reads the time of the machine.
    package init(_ configuration: Mock.Configuration = Mock.Configuration()) {
        mock = Mutex(Mock(configuration, real: RealClock.now))
    }

    /// Lends the default organization's world, for whoever fills it faster than requests could.
    package func withWorld(_ body: (inout World) -> Void) {
        mock.withLock { body(&$0.defaultOrganization.world) }
    }

    /// Answers a request at once; delays and waiting are left out.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        mock.withLock { $0.respond(to: request, real: RealClock.now).response }
    }
}
