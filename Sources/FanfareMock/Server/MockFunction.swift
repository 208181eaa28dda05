package import HTTPEngine
import Synchronization

/// A mock without a socket: a function of the request, at the machine's time, for any thread.
package final class MockFunction: Sendable {
    private let mock: Mutex<Mock>

    /// Makes a mock with the default world.
    package init() {
        mock = Mutex(Mock(real: RealClock.now))
    }

    /// Answers a request as the socket would; delays are left out.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        mock.withLock { mock in mock.respond(to: request, real: RealClock.now).response }
    }
}
