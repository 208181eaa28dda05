import FanfareModel
package import HTTPEngine

/// A response and what is to happen to it before it goes on the wire.
package struct Answer {
    /// The response.
    package var response: HTTPResponse
    /// How long it is to be held back.
    package var delay: Duration?
    /// What the journal knows it by.
    var ticket = AnswerTicket.none
    /// The room that it takes until its client has taken it, nil for answers of the mock itself.
    var part: ForwardingRoom.Part?
    /// What else there is to it, nil for nearly every answer.
    var rest: Rest?

    /// What some answers of the control protocol need beside the response.
    ///
    /// Indirect, so that all the others carry one word of it.
    indirect enum Rest {
        /// The caller wants to wait for something that is not there yet.
        case waits(Wait)
        /// An event is to follow for each change of this organization.
        case follows(Organization)
        /// The organization is behind, and the call has not begun.
        case held(Organization)
        /// The organization has fallen behind by this call, which answers what happens until it is not.
        case moved(Organization, ([DomainEvent]) -> Reply)
        /// The clock is on its way, and the call answers when it has arrived.
        case moves(ClockMove)
        /// Another thread has the work, for this organization; the response is none yet.
        case errand(Errand, Organization)
    }

    init(
        _ response: HTTPResponse, delay: Duration? = nil, ticket: AnswerTicket = .none,
        rest: Rest? = nil
    ) {
        self.response = response
        self.delay = delay
        self.ticket = ticket
        self.rest = rest
    }
}
