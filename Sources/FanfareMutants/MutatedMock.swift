import FanfareMock
import FanfareModel
package import HTTPEngine
import Synchronization

/// A mock without a socket that is wrong, or right, in another way; any thread may call it.
package final class MutatedMock: Sendable {
    private struct State {
        let mock: Mock
        let mutation: (InterceptedCall) -> HTTPResponse
        var occasions = 0
    }

    private let state: Mutex<State>

    /// Makes a fresh mock that is wrong as a mutant says.
    package convenience init(_ mutant: RuleMutant) { self.init(mutant.mutation) }

    init(_ mutation: Mutation) {
        let mock = Mock(real: RealClock.now)
        state = Mutex(State(mock: mock, mutation: mutation.make()))
    }

    /// Answers a request as it does.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            let intercepted = InterceptedCall(request, through: state.mock, real: RealClock.now)
            let response = state.mutation(intercepted)
            if intercepted.wasTouched { state.occasions += 1 }
            return response
        }
    }

    /// How often the other way came into play.
    package var occasions: Int { state.withLock(\.occasions) }
}
