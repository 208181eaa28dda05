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
            method + target + requestHeaders.count + requestBody + trailers.count
                + responseHeaders.count + responseBody
        }
    }

    private struct Headers: Sendable {
        var bytes = 0
        /// How many places of fields follow the bytes; none do when these are in wire form.
        var fields: Int?

        var count: Int { bytes + (fields ?? 0) * MemoryLayout<HTTPHeaders.Field>.size }

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
        bytes.withUnsafeMutableBytes { bytes in
            var writer = Writer(bytes)
            if repeated == nil { writer.write(request, bodyLimit) }
            writer.write(response.headers)
            response.body.withUnsafeBytes { writer.write($0, atMost: bodyLimit) }
        }
    }

    /// What was asked, its body shortened if it was longer than was to be kept.
    package var request: HTTPRequest {
        if let repeated { return repeated }
        var reader = Reader(bytes[...])
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
        let rest = shape.responseHeaders.count + shape.responseBody
        var reader = Reader(bytes[(shape.count - rest)...])
        return HTTPResponse(
            status: shape.status, headers: reader.read(shape.responseHeaders),
            body: Array(reader.read(shape.responseBody)), delivery: shape.delivery)
    }

    /// Most exchanges need as much as the one before, and none shall keep much more than it needs.
    private mutating func makeRoom(for count: Int) {
        guard count > bytes.count || bytes.count > max(4096, 2 * count) else { return }
        bytes = [UInt8](repeating: 0, count: (count + 511) & ~511)
    }
}

extension PackedExchange {
    private struct Writer {
        private var rest: UnsafeMutableRawBufferPointer

        init(_ bytes: UnsafeMutableRawBufferPointer) { rest = bytes }

        mutating func write(_ bytes: UnsafeRawBufferPointer, atMost limit: Int = .max) {
            let count = min(bytes.count, limit)
            rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }

        mutating func write(_ request: HTTPRequest, _ bodyLimit: Int) {
            var method = request.method
            method.withUTF8 { write(UnsafeRawBufferPointer($0)) }
            request.targetBytes.withUnsafeBytes { write($0) }
            write(request.headers)
            request.body.withUnsafeBytes { write($0, atMost: bodyLimit) }
            write(request.trailers)
        }

        mutating func write(_ headers: borrowing HTTPHeaders) {
            headers.storage.withUnsafeBytes { write($0) }
            if !headers.isWireForm { headers.fields.withUnsafeBytes { write($0) } }
        }
    }

    private struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        mutating func read(_ count: Int) -> ArraySlice<UInt8> {
            let part = rest.prefix(count)
            rest = rest.dropFirst(count)
            return part
        }

        mutating func read(_ headers: Headers) -> HTTPHeaders {
            let storage = Array(read(headers.bytes))
            guard let fields = headers.fields else { return HTTPHeaders(wireForm: storage) }
            let size = MemoryLayout<HTTPHeaders.Field>.size
            let places = read(fields * size).withUnsafeBytes { bytes in
                (0..<fields).map {
                    bytes.loadUnaligned(fromByteOffset: $0 * size, as: HTTPHeaders.Field.self)
                }
            }
            return HTTPHeaders(received: storage, fields: places)
        }
    }
}
