package import HTTPEngine

/// A response and what is to happen to it before it goes on the wire.
package struct Answer {
    /// The response.
    package var response: HTTPResponse
    /// How long it is to be held back.
    package var delay: Duration?
    /// What the journal knows it by.
    var ticket = AnswerTicket.none
    /// Set when the caller asked to wait this long for something that is not there yet.
    package var mayWait: Duration?
    /// Set when an event is to follow for each change of this organization.
    var follows: Organization?

    init(_ response: HTTPResponse, delay: Duration? = nil, mayWait: Duration? = nil) {
        self.response = response
        self.delay = delay
        self.mayWait = mayWait
    }
}
