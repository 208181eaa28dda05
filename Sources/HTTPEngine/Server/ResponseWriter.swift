/// Puts responses into the bytes that go over the wire.
enum ResponseWriter {
    /// Appends a whole response by the rules of RFC 9110 section 6.4 and RFC 9112 section 6.
    static func append(
        _ response: HTTPResponse, terms: AnswerTerms, lines: ServerLines, lengthError: Int = 0,
        leavesOutBody: Bool = false, to output: inout [UInt8]
    ) {
        let mayHaveBody = HTTPStatus.allowsBody(response.status)
        appendHead(
            response, terms: terms, lines: lines,
            framing: mayHaveBody ? .length(response.body.count + lengthError) : nil, to: &output)
        if !leavesOutBody, sendsBody(response, terms) {
            output.append(contentsOf: response.body)
        }
    }

    /// Whether the body follows the head.
    static func sendsBody(_ response: HTTPResponse, _ terms: AnswerTerms) -> Bool {
        HTTPStatus.allowsBody(response.status) && !terms.isHead
    }

    /// Appends the head of a response whose body comes in pieces.
    static func appendStreamHead(
        _ response: HTTPResponse, terms: AnswerTerms, lines: ServerLines, to output: inout [UInt8]
    ) {
        let framing: BodyFraming? = terms.streamsInChunks ? .chunked : nil
        appendHead(response, terms: terms, lines: lines, framing: framing, to: &output)
    }

    /// `chunk = chunk-size CRLF chunk-data CRLF`; an empty one ends the body.
    static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: String(bytes.count, radix: 16).utf8)
        output.append(contentsOf: lineEnd)
        output.append(contentsOf: bytes)
        output.append(contentsOf: lineEnd)
    }

    /// How the first line of every answer begins.
    static let beginning = Array("HTTP/1.1 ".utf8)

    static let continueLines = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static func appendHead(
        _ response: HTTPResponse, terms: AnswerTerms, lines: ServerLines, framing: BodyFraming?,
        to output: inout [UInt8]
    ) {
        HTTPStatus.appendLine(response.status, to: &output)
        let found = appendFields(
            of: response, keepsOwnLength: terms.isHead || response.status == 304, to: &output)
        if !found.contains(.date) { output.append(contentsOf: lines.date) }
        output.appendFields { fields in
            switch framing {
            case .length(let length) where !found.contains(.length):
                var digits = DecimalDigits(length)
                digits.withBytes { fields.write("Content-Length", $0) }
            case .chunked: fields.add(lines: "Transfer-Encoding: chunked\r\n")
            case .length, .untilClose, nil: break
            }
            if !terms.keepsAlive {
                fields.add(lines: "Connection: close\r\n")
            } else if !lines.keepAlive.isEmpty {
                lines.keepAlive.withUnsafeBufferPointer { fields.write($0) }
            } else if terms.version == .http10 {
                fields.add(lines: "Connection: keep-alive\r\n")
            }
            fields.end()
        }
    }

    private static let lineEnd: [UInt8] = [.carriageReturn, .lineFeed]
}

extension ResponseWriter {
    /// Appends the handler's fields, but not those that frame the message.
    ///
    /// They follow from what is really sent. A HEAD or 304 may say the length of a body it does not
    /// have.
    private static func appendFields(
        of response: HTTPResponse, keepsOwnLength: Bool, to output: inout [UInt8]
    ) -> HTTPHeaders.OwnFields {
        let headers = response.headers
        let keepsOwnLength = keepsOwnLength && response.body.isEmpty
        var found = headers.own
        if headers.isWireForm, found.isSubset(of: .date) {
            output.append(contentsOf: headers.storage)
            return found
        }
        for field in headers.fields {
            let own = headers.ownField(field)
            guard own.isDisjoint(with: [.connection, .framing]), own != .length || keepsOwnLength
            else { continue }
            headers.appendLine(of: field, to: &output)
        }
        if !keepsOwnLength { found.remove(.length) }
        return found
    }
}

extension HTTPHeaders {
    /// Appends one field as it goes over the wire.
    func appendLine(of field: Field, to output: inout [UInt8]) {
        output.append(contentsOf: storage[field.name])
        output.append(.colon)
        output.append(.space)
        output.append(contentsOf: storage[field.value])
        output.append(.carriageReturn)
        output.append(.lineFeed)
    }
}

extension AnswerTerms {
    /// An HTTP/1.0 client knows no chunks (RFC 9112 section 6.1).
    var streamsInChunks: Bool { version == .http11 }
}
