package import HTTPEngine
package import JSONTree

/// One of the two servers that play a story: its organizations, its clock, its inbox.
package protocol LockstepSide: AnyObject {
    /// Begins with an organization of a world that nobody has touched, and another beside it.
    func begin(_ world: JSONNode) throws(LockstepFailure)
    /// The keys, of the other organization where wanted.
    func keys(elsewhere: Bool) -> TargetKeys
    /// Answers a call.
    func answer(to request: HTTPRequest) throws(LockstepFailure) -> HTTPResponse
    /// Lets time pass.
    func advance(_ span: TimeSpan) throws(LockstepFailure)
    /// The organization's time.
    var now: Timestamp { get }
    /// The newest code sent to somebody, nil for none.
    func code(to recipient: String) throws(LockstepFailure) -> String?
    /// Removes what was made.
    func end()
    /// Where its calls go.
    var address: TargetAddress { get }
}

/// Why a story could not be played on.
package struct LockstepFailure: Error, Sendable {
    /// What happened, as half a sentence.
    package let reason: String
    /// Whether nobody answers any more.
    package var isUnreachable = false

    /// Tells the reason.
    package init(reason: String, isUnreachable: Bool = false) {
        self.reason = reason
        self.isUnreachable = isUnreachable
    }
}

/// A server that speaks the control protocol.
package final class ControlledSide: LockstepSide {
    private let caller: Caller
    private let control: ControlClient
    private let target: Target
    /// What the world of its organizations is changed by.
    private let reading: (JSONNode) -> JSONNode
    private var organization: TargetKeys?
    private var other: TargetKeys?
    private var clock = TargetClock()
    /// Whether organizations can be made to begin at an instant.
    private var takesInstants = true

    /// Takes a server; `reading` puts a world on the answers to readings that it shall give.
    package init(
        _ target: Target, _ transport: any Transport, purpose: String? = nil,
        reading: @escaping (JSONNode) -> JSONNode = { $0 }
    ) {
        self.target = target
        self.reading = reading
        caller = Caller(transport, to: target)
        caller.purpose = purpose
        control = ControlClient(caller: caller, target: target)
    }

    package var address: TargetAddress { target.address }

    package func begin(_ world: JSONNode) throws(LockstepFailure) {
        let world = reading(world)
        try controlled { () throws(ControlFailure) in
            organization = try make(world)
            other = try make(world)
        }
        let id = organization?.organizationId
        if let answer = control.freeze(id) {
            clock.learn(answer)
        } else {
            try learnTime()
        }
        if let id = other?.organizationId { _ = control.freeze(id) }
    }

    /// Makes an organization that begins when all do, where the server lets it.
    private func make(_ world: JSONNode) throws(ControlFailure) -> TargetKeys {
        if takesInstants {
            do throws(ControlFailure) {
                return try control.makeOrganization(world: world, at: StoryWorld.beginning)
            } catch {
                guard !error.isUnreachable else { throw error }
                takesInstants = false
            }
        }
        return try control.makeOrganization(world: world)
    }

    package func keys(elsewhere: Bool) -> TargetKeys {
        (elsewhere ? other : organization) ?? TargetKeys(publishableKey: "")
    }

    package func answer(to request: HTTPRequest) throws(LockstepFailure) -> HTTPResponse {
        do throws(TransportFailure) {
            return try caller.call(request)
        } catch {
            throw LockstepFailure(
                reason: "no answer: \(error)", isUnreachable: error.kind == .unreachable)
        }
    }

    package func advance(_ span: TimeSpan) throws(LockstepFailure) {
        try controlled { () throws(ControlFailure) in
            clock.learn(try control.advance(span, organization: organization?.organizationId))
        }
    }

    package var now: Timestamp {
        clock.now(at: Environment.monotonicMilliseconds()) ?? Environment.now()
    }

    package func code(to recipient: String) throws(LockstepFailure) -> String? {
        var code: String?
        try controlled { () throws(ControlFailure) in
            code =
                try control.message(
                    to: recipient, organization: organization?.organizationId,
                    within: target.inboxWait)?["code"]?.string
        }
        return code
    }

    package func end() {
        for id in [organization, other].compactMap({ $0?.organizationId }) {
            control.removeOrganization(id)
        }
        (organization, other) = (nil, nil)
        clock = TargetClock()
    }

    private func learnTime() throws(LockstepFailure) {
        try controlled { () throws(ControlFailure) in
            clock.learn(try control.clock(of: organization?.organizationId))
        }
    }

    private func controlled(_ body: () throws(ControlFailure) -> Void) throws(LockstepFailure) {
        do throws(ControlFailure) {
            try body()
        } catch {
            throw LockstepFailure(reason: error.reason, isUnreachable: error.isUnreachable)
        }
    }
}
