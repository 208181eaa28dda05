import HTTPEngine

/// Ways to put one and the same answer on a connection (RFC 9112), read back by the client's parser.
extension MockLiberty {
    static let wire: [MockLiberty] = [
        sent("wire/chunked", "Bodies come in one chunk") { $0.chunked(size: .max) },
        sent("wire/chunked-by-bytes", "Bodies come in chunks of one byte") { $0.chunked(size: 1) },
        sent("wire/chunk-extensions", "Chunks have extensions, which are ignored") {
            $0.chunked(size: 100, extensions: ";a=b;c=\"d e\"")
        },
        sent("wire/trailers", "Fields stand behind the last chunk") {
            $0.chunked(size: 64, trailers: "X-Checksum: 0\r\n")
        },
        sent("wire/until-close", "Bodies end with the connection") {
            $0.whole("HTTP/1.1", with: ["Connection: close"])
        },
        sent("wire/version-1-0", "Answers are HTTP/1.0 and end with the connection") {
            $0.whole("HTTP/1.0", with: [])
        },
        sent("wire/connection-close", "The connection ends with every answer") {
            $0.whole("HTTP/1.1", with: ["Connection: close", $0.contentLength])
        },
        sent("wire/keep-alive", "The connection says how long it is kept") {
            $0.whole(
                "HTTP/1.1",
                with: [
                    "Keep-Alive: timeout=5, max=100", "Connection: keep-alive", $0.contentLength,
                ]
            )
        },
        sent("wire/no-reason", "The status line has no reason phrase") {
            $0.whole("HTTP/1.1", reason: "", with: [$0.contentLength])
        },
        sent("wire/other-reason", "The status line has a reason phrase of its own") {
            $0.whole("HTTP/1.1", reason: "Fine, or not", with: [$0.contentLength])
        },
        sent("wire/blanks-around-values", "Values of headers have blanks around them") {
            $0.whole("HTTP/1.1", separator: ": \t  ", end: " \t\r\n", with: [$0.contentLength])
        },
        sent("wire/no-blank-before-values", "Values of headers follow their colon at once") {
            $0.whole("HTTP/1.1", separator: ":", with: [$0.contentLength])
        },
        sent("wire/early-hints", "An interim answer comes before the answer") {
            "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n".utf8
                + $0.whole("HTTP/1.1", with: [$0.contentLength])
        },
    ]

    private static func sent(
        _ name: String, _ sentence: String,
        _ write: @escaping @Sendable (HTTPResponse) -> [UInt8]
    ) -> MockLiberty {
        MockLiberty(
            name, sentence, decides: "wire", layer: .wire,
            by: .remembering(0, []) { intercepted, _ in
                let response = intercepted.proceed()
                let method = intercepted.request.method
                return intercepted.wrong(read(write(response), method) ?? response)
            })
    }

    private static func read(_ bytes: [UInt8], _ method: String) -> HTTPResponse? {
        var reader = ResponseReader(method: method, limits: HTTPLimits())
        var used = 0
        do throws(HTTPParseError) {
            if let reply = try reader.read(bytes.span, used: &used) { return reply.response }
            return try reader.inputEnded()?.response
        } catch {
            return HTTPResponse(status: 599, body: Array("\(error)".utf8))
        }
    }
}

extension HTTPResponse {
    fileprivate var contentLength: String { "Content-Length: \(body.count)" }

    fileprivate func whole(
        _ version: String, reason: String = "OK", separator: String = ": ", end: String = "\r\n",
        with fields: [String]
    ) -> [UInt8] {
        var text = "\(version) \(status) \(reason)\r\n"
        for (name, value) in headers { text += name + separator + value + end }
        for field in fields where !(status == 204 && field.hasPrefix("Content-Length")) {
            text += field + "\r\n"
        }
        return Array((text + "\r\n").utf8) + body
    }

    fileprivate func chunked(
        size: Int, extensions: String = "", trailers: String = ""
    ) -> [UInt8] {
        guard status != 204 else { return whole("HTTP/1.1", with: []) }
        var bytes = whole("HTTP/1.1", with: ["Transfer-Encoding: chunked"]).dropLast(body.count)
        var rest = body[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(size)
            rest = rest.dropFirst(chunk.count)
            bytes += Array("\(String(chunk.count, radix: 16))\(extensions)\r\n".utf8) + chunk
            bytes += Array("\r\n".utf8)
        }
        return Array(bytes + Array("0\r\n\(trailers)\r\n".utf8))
    }
}
