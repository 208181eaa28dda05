import HTTPEngine

/// What a browser needs to call the API from a page of any origin (contract section 9, our choice).
enum CrossOrigin {
    private static let responseHeaders: StaticString = """
        Date, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, \
        Retry-After, X-Fingerprint-Error, X-Fingerprint-Mismatch, X-Mock-Notice
        """

    /// Lets the page read an answer; a page that sends credentials needs its own origin named.
    static func allow(_ origin: ArraySlice<UInt8>?, in response: inout PlainFields) {
        guard let origin else { return response.add("Access-Control-Allow-Origin", "*") }
        origin.withUnsafeBufferPointer { response.add("Access-Control-Allow-Origin", $0) }
        response.add("Access-Control-Allow-Credentials", "true")
        response.add("Access-Control-Expose-Headers", responseHeaders)
    }
}
