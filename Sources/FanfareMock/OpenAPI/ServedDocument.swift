import HTTPEngine
import JSONTree

/// A document as it is served: written once, all but the address, which is that of whoever asks.
struct ServedDocument: Sendable {
    private let document: OpenAPIDocument
    private let before: [UInt8]
    private let after: [UInt8]

    init(_ document: OpenAPIDocument) {
        self.document = document
        before = Array(JSONNode(document.before).bytes().dropLast() + ",\"servers\":".utf8)
        after = Array(",".utf8) + JSONNode(document.after).bytes().dropFirst()
    }

    /// The document for whoever asks for it, under the address that was asked.
    func reply(to request: HTTPRequest) -> Reply {
        .written(before + document.list(of: [Self.address(of: request)]).bytes() + after)
    }

    /// The address that a request was sent to, as far as it says so.
    private static func address(of request: HTTPRequest) -> String {
        guard let host = request.headers["Host"], !host.isEmpty, host.utf8.allSatisfy(isOfHost)
        else { return OpenAPIDocument.standardServer }
        let isSecure = request.headers["X-Forwarded-Proto"] == "https"
        return "\(isSecure ? "https" : "http")://\(host)"
    }

    /// The bytes of names, addresses and ports (RFC 3986 section 3.2.2), of the latter's brackets too.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~:[]".utf8.contains(byte)
        }
    }
}
