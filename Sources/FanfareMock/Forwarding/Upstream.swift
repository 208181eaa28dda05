package import HTTPEngine

/// The server that is asked what the mock does not know.
package struct Upstream: Sendable {
    /// Its address for people, such as `http://127.0.0.1:3000/base`.
    package let name: String
    /// The path before every request's own, without a slash at its end.
    package let basePath: String
    /// Opens a connection, plain or secure, within an exchange; called off the mock's thread.
    package let connect: @Sendable (InterruptibleExchange) throws(HTTPClientError) -> HTTPConnection

    /// Describes a server.
    package init(
        name: String, basePath: String,
        connect:
            @escaping @Sendable (InterruptibleExchange) throws(HTTPClientError) -> HTTPConnection
    ) {
        self.name = name
        self.basePath = basePath
        self.connect = connect
    }

    /// Asks and waits for the answer, as long as there is room for it and nobody interrupts that.
    func answer(
        to request: HTTPRequest, in room: ForwardingRoom.Part, _ exchange: InterruptibleExchange
    ) -> Result<HTTPResponse, HTTPClientError> {
        Result { () throws(HTTPClientError) in
            try exchange.run(over: connect) { connection throws(HTTPClientError) in
                connection.hasRoomFor = { room.grow(by: $0) }
                try connection.send(request)
                return try connection.receive()
            }
        }
    }
}
