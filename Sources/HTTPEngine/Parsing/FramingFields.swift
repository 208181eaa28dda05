/// The few fields that decide about body and connection, found in one pass over a head.
struct FramingFields {
    private typealias Field = HTTPHeaders.Field

    private var host: Field?
    private var contentLength: Field?
    private var hasTransferEncoding = false
    private var hasConnection = false
    private var expect: Field?

    init(_ headers: HTTPHeaders) throws(HTTPParseError) {
        for field in headers.fields {
            // Most names are told apart by their length alone.
            switch field.nameCount {
            case 4 where headers.isNamed(field, "host"):
                guard host == nil else {
                    throw HTTPParseError(.duplicateHost, at: field.name.lowerBound)
                }
                host = field
            case 6 where headers.isNamed(field, "expect"): expect = field
            case 10 where headers.isNamed(field, "connection"): hasConnection = true
            case 14 where headers.isNamed(field, "content-length"):
                guard contentLength == nil else {
                    throw HTTPParseError(.duplicateContentLength, at: field.name.lowerBound)
                }
                contentLength = field
            case 17 where headers.isNamed(field, "transfer-encoding"): hasTransferEncoding = true
            default: break
            }
        }
    }

    /// RFC 9112 section 3.2: 400 for a request that "lacks a Host header field", "contains more
    /// than one Host header field line" or "a Host header field with an invalid field value".
    func checkHost(version: HTTPVersion, in headers: HTTPHeaders) throws(HTTPParseError) {
        guard let host else {
            guard version == .http10 else { throw HTTPParseError(.missingHost) }
            return
        }
        guard headers.storage[host.value].isHostAndPort else {
            throw HTTPParseError(.invalidHost, at: host.value.lowerBound)
        }
    }

    /// RFC 9112 section 6.3, without its rules for particular methods and statuses; nil if the
    /// fields say nothing.
    func framing(
        version: HTTPVersion, in headers: HTTPHeaders
    ) throws(HTTPParseError) -> BodyFraming? {
        guard hasTransferEncoding else {
            guard let contentLength else { return nil }
            return .length(try parseLength(contentLength, in: headers))
        }
        // Section 6.1: such a message "might indicate an attempt to perform request smuggling".
        guard contentLength == nil else { throw HTTPParseError(.lengthWithTransferEncoding) }
        guard version == .http11 else { throw HTTPParseError(.transferEncodingInHTTP10) }
        try checkCodings(of: headers)
        return .chunked
    }

    /// RFC 9112 section 9.3, persistence.
    func keepsAlive(version: HTTPVersion, in headers: HTTPHeaders) -> Bool {
        guard hasConnection else { return version == .http11 }
        if headers.listContains("Connection", "close") { return false }
        return version == .http11 || headers.listContains("Connection", "keep-alive")
    }

    /// RFC 9110 section 10.1.1: "A server that receives a 100-continue expectation in an HTTP/1.0
    /// request MUST ignore that expectation"; others get 417.
    func expectsContinue(
        version: HTTPVersion, in headers: HTTPHeaders
    ) throws(HTTPParseError) -> Bool {
        guard let expect, version == .http11 else { return false }
        guard headers.storage[expect.value].equalsIgnoringCase("100-continue".utf8) else {
            throw HTTPParseError(.unknownExpectation, at: expect.value.lowerBound)
        }
        return true
    }

    /// `Content-Length = 1*DIGIT`, RFC 9110 section 8.6.
    private func parseLength(
        _ field: HTTPHeaders.Field, in headers: HTTPHeaders
    ) throws(HTTPParseError) -> Int {
        var length = 0
        for index in field.value {
            let byte = headers.storage[index]
            guard byte.isDigit else { throw HTTPParseError(.invalidContentLength, at: index) }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte - .zero))
            guard !overflow, !carry else { throw HTTPParseError(.bodyTooLarge, at: index) }
            length = sum
        }
        guard field.valueCount > 0 else {
            throw HTTPParseError(.invalidContentLength, at: field.value.lowerBound)
        }
        return length
    }

    /// Section 6.1: a coding that is not understood is answered 501; section 6.3: if chunked is not
    /// the last, the length of the body cannot be known.
    private func checkCodings(of headers: HTTPHeaders) throws(HTTPParseError) {
        let codings = headers.values(for: "Transfer-Encoding")
            .flatMap { Array($0.utf8).split(separator: .comma, omittingEmptySubsequences: false) }
            .map { $0.trimmedOfBlanks.equalsIgnoringCase("chunked".utf8) }
        guard codings.last == true, codings.count(where: { $0 }) == 1 else {
            throw HTTPParseError(.chunkedNotLast)
        }
        guard codings.count == 1 else { throw HTTPParseError(.unknownTransferCoding) }
    }
}

extension HTTPHeaders {
    /// Whether a field has a name that is given in small letters and has the same length.
    func isNamed(_ field: Field, _ name: StaticString) -> Bool {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        let start = Int(field.nameStart)
        for index in name.indices where storage[start + index].lowercased != name[index] {
            return false
        }
        return true
    }
}

extension ArraySlice<UInt8> {
    /// `uri-host [ ":" port ]` of RFC 9110 section 7.2; an empty host is allowed.
    var isHostAndPort: Bool {
        var rest = self
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard rest[(startIndex + 1)..<end].allSatisfy({ $0.isIPLiteralByte }) else {
                return false
            }
            rest = rest[(end + 1)...]
        } else {
            rest = rest.drop { $0.isHostByte }
        }
        guard let colon = rest.popFirst() else { return true }
        return colon == .colon && rest.allSatisfy(\.isDigit)
    }
}

extension UInt8 {
    /// `reg-name` of RFC 3986 section 3.2.2: unreserved, percent-encoded and sub-delims.
    fileprivate var isHostByte: Bool {
        switch self {
        case UInt8(ascii: "("), UInt8(ascii: ")"), .comma, .semicolon, UInt8(ascii: "="): true
        case .hash, UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"): false
        default: isTokenByte
        }
    }

    fileprivate var isIPLiteralByte: Bool { isHostByte || self == .colon }
}
