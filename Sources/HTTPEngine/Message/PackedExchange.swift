/// A request and its response in one run of bytes, for keeping many of them and looking at few.
///
/// What a message is made of lies in six places in memory. Keeping thousands of messages means that
/// each of these is far away when it is let go at last, and so is the memory that the next message
/// gets for it: that was a tenth of the time of a request. A kept exchange takes over the bytes of
/// the one before it in its place, and is written from front to back.
package struct PackedExchange: Sendable {
    /// A request that comes again and again, of which there is one for all.
    private var repeated: HTTPRequest?
    private var bytes: [UInt8] = []
    /// Where the fields lie of headers that are not in wire form.
    private var fields: [HTTPHeaders.Field] = []
    private var shape = Shape()

    /// How much of each part there is, in the order in which the parts lie.
    private struct Shape: Sendable {
        var version = HTTPVersion.http11
        var status = 0
        var delivery = HTTPDelivery.normal
        var method = 0
        var target = 0
        var requestHeaders = Headers()
        var requestBody = 0
        var trailers = Headers()
        var responseHeaders = Headers()
        var responseBody = 0

        mutating func forgetRequest() {
            (method, target, requestBody) = (0, 0, 0)
            (requestHeaders, trailers) = (Headers(), Headers())
        }

        var count: Int {
            method + target + requestHeaders.bytes + requestBody + trailers.bytes
                + responseHeaders.bytes + responseBody
        }
    }

    private struct Headers: Sendable {
        var bytes = 0
        /// How many places of fields there are; none when the bytes are in wire form.
        var fields: Int?

        init() {}

        init(_ headers: borrowing HTTPHeaders) {
            bytes = headers.storage.count
            fields = headers.isWireForm ? nil : headers.fields.count
        }
    }

    /// Makes a place for an exchange.
    package init() {}

    /// Keeps an exchange in the place of another, with so much of each body at most.
    package mutating func keep(
        _ request: HTTPRequest, _ response: borrowing HTTPResponse, bodyLimit: Int
    ) {
        shape.status = response.status
        shape.delivery = response.delivery
        shape.responseHeaders = Headers(response.headers)
        shape.responseBody = min(response.body.count, bodyLimit)
        if request.repetition != nil {
            repeated = request
            shape.forgetRequest()
        } else {
            repeated = nil
            shape.version = request.version
            shape.method = request.method.utf8.count
            shape.target = request.targetBytes.count
            shape.requestHeaders = Headers(request.headers)
            shape.requestBody = min(request.body.count, bodyLimit)
            shape.trailers = Headers(request.trailers)
        }
        makeRoom(for: shape.count)
        if repeated == nil {
            bytes.append(contentsOf: request.method.utf8)
            bytes.append(contentsOf: request.targetBytes)
            append(request.headers)
            bytes.append(contentsOf: request.body.prefix(bodyLimit))
            append(request.trailers)
        }
        append(response.headers)
        bytes.append(contentsOf: response.body.prefix(bodyLimit))
    }

    private mutating func append(_ headers: borrowing HTTPHeaders) {
        bytes.append(contentsOf: headers.storage)
        if !headers.isWireForm { fields.append(contentsOf: headers.fields) }
    }

    /// What was asked, its body shortened if it was longer than was to be kept.
    package var request: HTTPRequest {
        if let repeated { return repeated }
        var reader = Reader(bytes: bytes[...], fields: fields[...])
        let method = String(decoding: reader.read(shape.method), as: UTF8.self)
        let target = reader.read(shape.target)
        var request = HTTPRequest(
            method: method, target: target, version: shape.version,
            headers: reader.read(shape.requestHeaders))
        request.body = Array(reader.read(shape.requestBody))
        request.trailers = reader.read(shape.trailers)
        return request
    }

    /// What was answered, its body shortened if it was longer than was to be kept.
    package var response: HTTPResponse {
        var reader = Reader(
            bytes: bytes.suffix(shape.responseHeaders.bytes + shape.responseBody),
            fields: fields.suffix(shape.responseHeaders.fields ?? 0))
        return HTTPResponse(
            status: shape.status, headers: reader.read(shape.responseHeaders),
            body: Array(reader.read(shape.responseBody)), delivery: shape.delivery)
    }

    /// Most exchanges need as much as the one before, and none shall keep much more than it needs.
    private mutating func makeRoom(for count: Int) {
        fields.removeAll(keepingCapacity: true)
        if bytes.capacity > max(4096, 2 * count) { bytes = [] }
        bytes.removeAll(keepingCapacity: true)
        if bytes.capacity < count { bytes.reserveCapacity((count + 511) & ~511) }
    }
}

extension PackedExchange {
    private struct Reader {
        var bytes: ArraySlice<UInt8>
        var fields: ArraySlice<HTTPHeaders.Field>

        mutating func read(_ count: Int) -> ArraySlice<UInt8> {
            let part = bytes.prefix(count)
            bytes = bytes.dropFirst(count)
            return part
        }

        mutating func read(_ headers: Headers) -> HTTPHeaders {
            let storage = Array(read(headers.bytes))
            guard let count = headers.fields else { return HTTPHeaders(wireForm: storage) }
            let own = fields.prefix(count)
            fields = fields.dropFirst(count)
            return HTTPHeaders(received: storage, fields: Array(own))
        }
    }
}
