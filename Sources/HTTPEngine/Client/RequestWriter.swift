/// Puts requests into the bytes that go over the wire.
package enum RequestWriter {
    /// The bytes of a request; adds `Host` and `Content-Length` where the caller has not.
    package static func bytes(
        of request: HTTPRequest, authority: String
    ) throws(HTTPClientError) -> [UInt8] {
        guard HTTPHeaders.isName(request.method) else {
            throw HTTPClientError.unsendable(reason: "'\(request.method)' is not a method")
        }
        guard !request.targetBytes.isEmpty, request.targetBytes.allSatisfy(\.isTargetByte) else {
            throw HTTPClientError.unsendable(
                reason: "'\(request.target)' is not a path in printable ASCII; encode it with %XX")
        }
        var output: [UInt8] = []
        output.reserveCapacity(256 + request.headers.storage.count + request.body.count)
        output.append(contentsOf: "\(request.method) ".utf8)
        output.append(contentsOf: request.targetBytes)
        output.append(contentsOf: " \(request.version.rawValue)\r\n".utf8)
        appendFields(of: request, authority: authority, to: &output)
        appendBody(of: request, to: &output)
        return output
    }

    private static func appendFields(
        of request: HTTPRequest, authority: String, to output: inout [UInt8]
    ) {
        // RFC 9110 section 7.2: "A user agent that generates Host SHOULD send it as the first field".
        if !request.headers.contains("Host") {
            output.append(contentsOf: "Host: \(authority)\r\n".utf8)
        }
        for field in request.headers.fields { request.headers.appendLine(of: field, to: &output) }
        if needsLength(request) {
            output.append(contentsOf: "Content-Length: \(request.body.count)\r\n".utf8)
        }
        output.append(contentsOf: "\r\n".utf8)
    }

    /// RFC 9110 section 8.6: a user agent "SHOULD send Content-Length in a request when the method
    /// defines a meaning for enclosed content", even if it is 0.
    private static func needsLength(_ request: HTTPRequest) -> Bool {
        guard !request.headers.contains("Content-Length"),
            !request.headers.contains("Transfer-Encoding")
        else { return false }
        return !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
    }

    private static func appendBody(of request: HTTPRequest, to output: inout [UInt8]) {
        guard request.headers.listContains("Transfer-Encoding", "chunked") else {
            return output.append(contentsOf: request.body)
        }
        if !request.body.isEmpty { ResponseWriter.appendChunk(request.body, to: &output) }
        output.append(contentsOf: "0\r\n".utf8)
        for field in request.trailers.fields { request.trailers.appendLine(of: field, to: &output) }
        output.append(contentsOf: "\r\n".utf8)
    }
}
