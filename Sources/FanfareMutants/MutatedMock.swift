import FanfareMock
import FanfareModel
package import HTTPEngine
import Synchronization

/// A mock without a socket that is wrong, or right, in another way; any thread may call it.
package final class MutatedMock: Sendable {
    fileprivate struct State {
        let mock: Mock
        let mutation: (InterceptedCall) -> HTTPResponse
        let webhook: (@Sendable (inout PassingWebhook, inout [String: String]) -> Void)?
        /// What the mutation remembers of webhooks.
        var memory: [String: String] = [:]
        var occasions = 0
    }

    private let state: Mutex<State>
    private let receive: (@Sendable (HTTPRequest) -> Int)?

    /// Makes a fresh mock that is wrong as a mutant says; `receive` takes in its webhooks, which nobody
    /// carries otherwise, and answers with a status.
    package convenience init(
        _ mutant: RuleMutant, webhooks receive: (@Sendable (HTTPRequest) -> Int)? = nil
    ) {
        self.init(mutant.mutation, webhooks: receive)
    }

    init(_ mutation: Mutation, webhooks receive: (@Sendable (HTTPRequest) -> Int)? = nil) {
        self.receive = receive
        let mock = Mock(real: RealClock.now)
        state = Mutex(
            State(mock: mock, mutation: mutation.make(), webhook: mutation.webhook))
    }

    /// Answers a request as it does.
    package func respond(to request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            let intercepted = InterceptedCall(request, through: state.mock, real: RealClock.now)
            let response = state.mutation(intercepted)
            if intercepted.wasTouched { state.occasions += 1 }
            if let receive {
                state.mock.deliverWebhooks(
                    to: { receive(state.altered($0, secret: $1)) }, real: RealClock.now)
            }
            return response
        }
    }

    /// How often the other way came into play.
    package var occasions: Int { state.withLock(\.occasions) }
}

extension MutatedMock.State {
    /// A webhook as the mutation makes it.
    fileprivate mutating func altered(_ request: HTTPRequest, secret: String) -> HTTPRequest {
        guard let webhook else { return request }
        var passing = PassingWebhook(request: request, secret: secret)
        webhook(&passing, &memory)
        if passing.request != request { occasions += 1 }
        return passing.request
    }
}
