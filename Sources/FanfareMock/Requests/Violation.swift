/// Something in a request that departs from the contract, or that the contract knows otherwise too.
struct Violation: Hashable, Sendable {
    /// What kind it is, for programs.
    enum Kind: String, CaseIterable, Sendable {
        // Path and query
        case trailingSlash, emptySegment, pathCase, unknownPath, wrongMethod, unknownQuery
        // Credentials
        case publishableKeyMissing, publishableKeyAsToken, secretKeyAsPublishableKey
        case secretKeyHeaders, secretKeyForConsumerCall, secretKeyInBrowser
        case authorizationScheme, schemeCase
        case tokenExpired, tokenSuperseded, tokenOfEndedSession, tokenUsed, tokenOfOtherKind
        case tokenForeign
        // Headers
        case headerName, duplicateHeader, undocumentedHeader
        // Body
        case bodyOnReading, unexpectedBody, contentTypeMissing, contentType
        case unknownField, duplicateField

        /// Whether a strict mock refuses it.
        ///
        /// To a browser's preflight it permits no undocumented header, so that the call never comes.
        /// It leaves alone what is documented on another page, what a client cannot know yet, and what
        /// the API answers with an error of its own anyway.
        var isRefusedWhenStrict: Bool {
            switch self {
            case .publishableKeyAsToken, .secretKeyAsPublishableKey, .authorizationScheme,
                .schemeCase, .unknownQuery, .headerName, .duplicateHeader, .bodyOnReading,
                .unexpectedBody, .contentTypeMissing, .contentType, .unknownField,
                .duplicateField, .publishableKeyMissing:
                true
            case .trailingSlash, .emptySegment, .pathCase, .unknownPath, .wrongMethod,
                .secretKeyHeaders, .secretKeyForConsumerCall, .secretKeyInBrowser, .tokenExpired,
                .tokenSuperseded, .tokenOfEndedSession, .tokenUsed, .tokenOfOtherKind,
                .tokenForeign, .undocumentedHeader:
                false
            }
        }
    }

    let kind: Kind
    /// What is odd and what the contract says, in a sentence; it never quotes a secret.
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
