@testable import HTTPEngine

/// A connection without a socket: feeds the machine as the shell does, and answers every request
/// at once unless told otherwise.
struct MachineDriver {
    enum Event: Equatable {
        case request(HTTPRequest, keepsAlive: Bool)
        case sentContinue
        case refused(HTTPRefusal)
    }

    var machine: ServerConnectionMachine
    var events: [Event] = []
    var answersAtOnce = true
    /// How large a body may be that is larger than others may be.
    var allowance: Int?
    /// What could be read of the request that was refused.
    var refused: HTTPRequest?
    private var input: [UInt8] = []

    init(limits: HTTPLimits = HTTPLimits()) { machine = ServerConnectionMachine(limits: limits) }

    /// How many bytes are kept for later.
    var heldBytes: Int { input.count }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        let held = input + bytes
        var used = 0
        while step(held, &used) {}
        input = Array(held.dropFirst(used))
    }

    mutating func feed(_ text: String) { feed(text.latin1) }

    mutating func endInput() {
        machine.inputEnded()
        feed([])
    }

    private mutating func step(_ held: [UInt8], _ used: inout Int) -> Bool {
        var step = 0
        let rest = held.span.extracting(droppingFirst: used)
        let action = machine.bytesReceived(rest, used: &step)
        used += step
        switch action {
        case .awaitMore, .pause: return false
        case .discard: used = held.count; return false
        case .sendContinue: events.append(.sentContinue)
        case .askForAllowance:
            if case .refuse(let refusal, let request)? = machine.allowBody(allowance) {
                events.append(.refused(refusal))
                refused = request
            }
        case .refuse(let refusal, let request):
            events.append(.refused(refusal))
            refused = request
        case .handle(let request):
            let keepsAlive = machine.owedAnswer?.keepsAlive ?? false
            events.append(.request(request, keepsAlive: keepsAlive))
            if answersAtOnce { machine.answerGiven(closes: false) }
        }
        return true
    }
}
