import HTTPEngine

/// An answer freed of what a gateway may put around it unasked.
enum PlainAnswer {
    /// The answer with its body decoded and without a byte order mark; what was taken off is noted.
    static func of(
        _ response: HTTPResponse, _ notes: TargetNotes
    ) throws(TransportFailure) -> HTTPResponse {
        guard !response.body.isEmpty else { return response }
        var response = response
        if response.headers.contains("Content-Encoding") {
            for coding in codings(of: response).reversed() {
                response.body = try decoded(response.body, coding)
                notes.add(
                    "Answers come in \(coding), though 'Accept-Encoding: identity' asks for none (RFC 9110 section 12.5.3)."
                )
            }
            response.headers.remove("Content-Encoding")
            response.headers.remove("Content-Length")
        }
        if response.body.starts(with: [0xEF, 0xBB, 0xBF]) {
            response.body.removeFirst(3)
            notes.add(
                "Answers begin with a byte order mark, which RFC 8259 section 8.1 forbids to send and lets readers ignore."
            )
        }
        return response
    }

    /// The codings in the order in which they were put on (RFC 9110 section 8.4).
    private static func codings(of response: HTTPResponse) -> [String] {
        response.headers.values(for: "Content-Encoding")
            .flatMap { $0.split(whereSeparator: { ", \t".contains($0) }) }
            .map { $0.lowercased() }
            .filter { $0 != "identity" }
    }

    private static func decoded(
        _ body: [UInt8], _ coding: String
    ) throws(TransportFailure) -> [UInt8] {
        guard ["gzip", "x-gzip", "deflate"].contains(coding) else {
            throw TransportFailure(
                .unreachable,
                "the answer came in '\(coding.prefix(40))', which is not read: let the server, or what stands before it, heed 'Accept-Encoding: identity'"
            )
        }
        guard let library = Zlib.shared else {
            throw TransportFailure(
                .unreachable,
                "the answer came in \(coding), though 'Accept-Encoding: identity' asked for none, and this machine has no zlib (libz.so.1) to read it with"
            )
        }
        do throws(Zlib.Failure) {
            return try library.inflated(body, limit: HTTPLimits.ofTarget.bodyBytes)
        } catch {
            let what =
                switch error {
                case .tooLarge: "is larger than 2 MB when decoded"
                case .malformed: "is no \(coding), as it says"
                case .cut: "ends in the middle of its \(coding)"
                }
            throw TransportFailure(.broken, "the answer's body \(what)")
        }
    }
}
