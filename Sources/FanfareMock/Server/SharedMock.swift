package import FanfareModel
package import HTTPEngine
import Synchronization

/// A mock without a socket that any thread may call; calls are answered one after the other.
package final class SharedMock: Sendable {
    private let mock: Mutex<Mock>
    private let receive: (@Sendable (HTTPRequest) -> Int)?

    /// Makes a mock that reads the time of the machine; `receive` takes in its webhooks, which nobody
    /// carries otherwise, and answers with a status.
    package init(
        _ configuration: Mock.Configuration = Mock.Configuration(),
        webhooks receive: (@Sendable (HTTPRequest) -> Int)? = nil
    ) {
        self.receive = receive
        mock = Mutex(Mock(configuration, real: RealClock.now))
    }

    /// Lends the default organization's world, for whoever fills it faster than requests could.
    package func withWorld(_ body: (inout World) -> Void) {
        mock.withLock { body(&$0.defaultOrganization.world) }
    }

    /// The rules that are broken in any organization's world, in words; it takes its time and is for tests.
    package func brokenInvariants() -> [String] {
        mock.withLock { $0.brokenInvariants(real: RealClock.now) }
    }

    /// Answers a request at once; delays and waiting are left out.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        mock.withLock { mock in
            let response = mock.respond(to: request, real: RealClock.now).response
            if let receive {
                mock.deliverWebhooks(to: { request, _ in receive(request) }, real: RealClock.now)
            }
            return response
        }
    }
}
