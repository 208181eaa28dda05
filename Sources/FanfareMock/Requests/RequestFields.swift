import HTTPEngine

/// The request headers that the documentation names, and those that come by themselves.
enum RequestFields {
    /// What a page may send to the API.
    static let documented = [
        "Content-Type", "Authorization", "X-Publishable-Key", "X-Organization-Id", "X-Secret-Key",
        "X-Fingerprint",
    ]

    /// Whether a page needs no permission for a field that the documentation does not name.
    ///
    /// No page can set it (Fetch, "forbidden request-header"), every page may (Fetch,
    /// "CORS-safelisted request-header"), or browsers and proxies set it without being asked.
    static func comesByItself(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        browsers.contains { name.isWord($0) }
            || prefixes.contains { prefix in
                name.count > prefix.utf8CodeUnitCount
                    && UnsafeBufferPointer(rebasing: name[..<prefix.utf8CodeUnitCount]).isWord(
                        prefix)
            }
    }

    private static let prefixes: [StaticString] = ["sec-", "proxy-", "x-forwarded-"]

    private static let browsers: [StaticString] = [
        "accept", "accept-charset", "accept-encoding", "accept-language",
        "access-control-request-headers", "access-control-request-method",
        "access-control-request-private-network", "cache-control", "connection",
        "content-language", "content-length", "cookie", "date", "device-memory", "dnt", "downlink",
        "dpr", "early-data", "ect", "expect", "forwarded", "host", "if-modified-since",
        "if-none-match", "keep-alive", "origin", "pragma", "priority", "purpose", "range",
        "referer", "rtt", "save-data", "te", "trailer", "transfer-encoding", "upgrade",
        "upgrade-insecure-requests", "user-agent", "via", "viewport-width", "width", "x-real-ip",
    ]
    // Compared byte by byte, so that the names of a request need not become strings.
    private static let documentedWords: [StaticString] = [
        "content-type", "authorization", "x-publishable-key", "x-organization-id", "x-secret-key",
        "x-fingerprint",
    ]

    static func isDocumented(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        documentedWords.contains { name.isWord($0) }
    }
}

extension HTTPRequest {
    /// Whether it is a browser's question before a call, or another that only asks what is allowed.
    var isPreflight: Bool { method == "OPTIONS" }

    /// The method of the call that is asked for: a preflight's call comes later.
    var calledMethod: String {
        isPreflight ? headers["Access-Control-Request-Method"] ?? method : method
    }

    /// The headers that a page needs permission for and that the documentation does not name.
    var undocumentedFields: [String] {
        var names: [String] = []
        guard headers.bytes(for: "Origin") != nil,
            headers.bytes(for: "Sec-Fetch-Site")?.isWord("same-origin") != true
        else { return [] }
        if isPreflight { return fieldsAskedFor }
        headers.forEachName { name in
            if !RequestFields.isDocumented(name), !RequestFields.comesByItself(name) {
                names.append(String(decoding: name, as: UTF8.self))
            }
        }
        return names
    }

    /// Those of them that a preflight asks for; whatever browsers set, here it was a page that did.
    private var fieldsAskedFor: [String] {
        headers.values(for: "Access-Control-Request-Headers")
            .flatMap { $0.split(separator: ",") }
            .map { $0.trimmingBlanks }
            .filter { HTTPHeaders.isName($0) && !RequestFields.isDocumented($0) }
    }
}

extension RequestFields {
    fileprivate static func isDocumented(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { isDocumented($0) }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        String(
            drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
