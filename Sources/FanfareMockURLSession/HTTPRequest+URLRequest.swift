import Foundation
import HTTPEngine

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension HTTPRequest {
    /// The request as it would go over the wire, with fields that the session adds where they are absent.
    init(
        _ request: URLRequest, _ task: URLSessionTask?, adding fields: [String: String]
    ) throws {
        guard let url = request.url,
            let parts = URLComponents(url: url, resolvingAgainstBaseURL: true)
        else { throw URLError(.badURL) }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        let query = parts.percentEncodedQuery.map { "?" + $0 } ?? ""
        self.init(method: request.httpMethod ?? "GET", target: path + query)
        headers.append("Host", parts.host ?? "")
        for (name, value) in request.allHTTPHeaderFields ?? [:] { headers.append(name, value) }
        for (name, value) in fields where !headers.contains(name) { headers.append(name, value) }
        body = try Self.body(of: request, task)
        if !body.isEmpty { headers.set("Content-Length", String(body.count)) }
    }

    /// A session may hand a body over as bytes or as a stream of them.
    private static func body(of request: URLRequest, _ task: URLSessionTask?) throws -> [UInt8] {
        if let data = request.httpBody { return [UInt8](data) }
        guard let stream = request.httpBodyStream else {
            // Better no answer than one to a request that was not made.
            if task is URLSessionUploadTask {
                throw URLError(.cannotOpenFile, userInfo: hiddenBody)
            }
            return []
        }
        stream.open()
        defer { stream.close() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let count = stream.read(&buffer, maxLength: buffer.count)
            guard count >= 0 else {
                throw stream.streamError ?? URLError(.requestBodyStreamExhausted)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static var hiddenBody: [String: Any] {
        [
            NSLocalizedDescriptionKey:
                "This system hides the body of an upload task from a URLProtocol: set httpBody instead."
        ]
    }
}
