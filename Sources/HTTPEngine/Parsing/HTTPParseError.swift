/// Why bytes are not an HTTP/1.1 message, and where.
package struct HTTPParseError: Error, Hashable, Sendable {
    /// What was wrong; every case is one way in which a peer can be wrong.
    package enum Reason: String, Hashable, Sendable {
        // The first line
        case malformedRequestLine, malformedStatusLine, invalidMethod, invalidTarget
        case connectRefused, unsupportedVersion, startLineTooLong
        /// Another protocol than HTTP/1.1, told by how it begins.
        case tlsHello, http2Preface
        // The fields
        case bareLineFeed, missingColon, spaceBeforeColon, invalidFieldName, invalidFieldValue
        case foldedLine, headTooLarge, tooManyFields
        // What the fields say
        case missingHost, duplicateHost, invalidHost, invalidContentLength, duplicateContentLength
        case lengthWithTransferEncoding, unknownTransferCoding, chunkedNotLast
        case transferEncodingInHTTP10, unknownExpectation
        // The body
        case bodyTooLarge, invalidChunkSize, invalidChunkExtension, chunkLineTooLong
        case missingChunkEnd
        // What comes before an answer
        case tooManyInterimAnswers, switchedProtocols
    }

    /// What was wrong.
    package let reason: Reason
    /// The offset from the start of the head, chunk or trailers where it was noticed.
    package let offset: Int

    init(_ reason: Reason, at offset: Int = 0) {
        self.reason = reason
        self.offset = offset
    }
}

extension HTTPParseError.Reason {
    /// The status that answers a request of this kind.
    package var status: Int {
        switch self {
        case .startLineTooLong: 414
        case .headTooLarge, .tooManyFields: 431
        case .bodyTooLarge, .chunkLineTooLong: 413
        case .unknownExpectation: 417
        case .unknownTransferCoding, .connectRefused: 501
        case .unsupportedVersion, .http2Preface: 505
        default: 400
        }
    }
}

extension HTTPParseError: CustomStringConvertible {
    /// What was wrong, as a sentence for the person who sent it.
    package var description: String { reason.description }
}

extension HTTPParseError.Reason: CustomStringConvertible {
    /// What was wrong, as a sentence for the person who sent it.
    package var description: String {
        switch self {
        case .malformedRequestLine: "The first line is not 'METHOD /target HTTP/1.1'."
        case .malformedStatusLine: "The first line is not 'HTTP/1.1 200 Reason'."
        case .invalidMethod: "The method holds a byte that no method may hold."
        case .invalidTarget:
            "The request target must be a path or a URL in printable ASCII, without a fragment."
        case .connectRefused: "CONNECT is for proxies; this server is none."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .tlsHello:
            "The connection came as TLS; this port speaks plain HTTP/1.1: use http://, not https://."
        case .http2Preface:
            "The connection came as HTTP/2 by prior knowledge; this port speaks HTTP/1.1: let the client use that (curl: without --http2-prior-knowledge)."
        case .startLineTooLong: "The request line is too long."
        case .bareLineFeed: "A line ends in LF without CR before it."
        case .missingColon: "A header line has no colon."
        case .spaceBeforeColon: "There is white space between a header's name and its colon."
        case .invalidFieldName: "A header's name is empty or holds a byte that no name may hold."
        case .invalidFieldValue: "A header's value holds a control byte, such as a bare CR."
        case .foldedLine: "A header line begins with white space (an obsolete folded line)."
        case .headTooLarge: "The headers are too large."
        case .tooManyFields: "There are too many headers."
        case .missingHost: "An HTTP/1.1 request needs a Host header."
        case .duplicateHost: "There is more than one Host header."
        case .invalidHost: "The Host header is not a host with an optional port."
        case .invalidContentLength: "Content-Length is not a decimal number."
        case .duplicateContentLength: "There is more than one Content-Length."
        case .lengthWithTransferEncoding: "There is both Content-Length and Transfer-Encoding."
        case .unknownTransferCoding: "Of all transfer codings only 'chunked' is understood."
        case .chunkedNotLast: "The last transfer coding must be 'chunked', and only the last."
        case .transferEncodingInHTTP10: "An HTTP/1.0 message cannot have a Transfer-Encoding."
        case .unknownExpectation: "Of all expectations only '100-continue' is understood."
        case .bodyTooLarge: "The body is too large."
        case .invalidChunkSize: "A chunk's size is not a hexadecimal number."
        case .invalidChunkExtension: "A chunk's extension is malformed."
        case .chunkLineTooLong: "A chunk's extensions are too long."
        case .missingChunkEnd: "A chunk is longer or shorter than its size says."
        case .tooManyInterimAnswers: "There are too many interim answers (1xx)."
        case .switchedProtocols: "It switches to another protocol (101), which nobody asked for."
        }
    }
}
