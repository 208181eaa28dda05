import FanfareMock
import FanfareModel
package import HTTPEngine
import Synchronization

/// A mock without a socket whose rule is wrong in one way; any thread may call it.
package final class MutatedMock: Sendable {
    private struct State {
        let mock: Mock
        let mutation: (InterceptedCall) -> HTTPResponse
        var occasions = 0
    }

    private let state: Mutex<State>

    /// Makes a fresh mock that is wrong as a mutant says.
    package init(_ mutant: RuleMutant) {
        let mock = Mock(real: RealClock.now)
        state = Mutex(State(mock: mock, mutation: mutant.mutation.make()))
    }

    /// Answers a request, rightly or wrongly.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            let intercepted = InterceptedCall(request, through: state.mock, real: RealClock.now)
            let response = state.mutation(intercepted)
            if intercepted.wasTouched { state.occasions += 1 }
            return response
        }
    }

    /// How often the wrong rule came into play.
    package var occasions: Int { state.withLock(\.occasions) }
}
