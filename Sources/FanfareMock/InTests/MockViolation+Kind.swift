extension MockViolation {
    /// A kind of departure; one that a later version knows is one as well.
    public struct Kind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name: `contentTypeMissing`.
        public let rawValue: String

        /// Takes a name as it is.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name.
        public var description: String { rawValue }
    }
}

extension MockViolation.Kind {
    /// The path ends in a slash.
    public static let trailingSlash = Self(rawValue: "trailingSlash")
    /// The path has an empty segment.
    public static let emptySegment = Self(rawValue: "emptySegment")
    /// The path is written in other letters, large or small.
    public static let pathCase = Self(rawValue: "pathCase")
    /// There is no such path.
    public static let unknownPath = Self(rawValue: "unknownPath")
    /// The path takes other methods.
    public static let wrongMethod = Self(rawValue: "wrongMethod")
    /// The call knows no such parameter.
    public static let unknownQuery = Self(rawValue: "unknownQuery")
    /// The publishable key is missing.
    public static let publishableKeyMissing = Self(rawValue: "publishableKeyMissing")
    /// The publishable key came as a token.
    public static let publishableKeyAsToken = Self(rawValue: "publishableKeyAsToken")
    /// The secret key came as the publishable key.
    public static let secretKeyAsPublishableKey = Self(rawValue: "secretKeyAsPublishableKey")
    /// The secret key came in its other spelling.
    public static let secretKeyHeaders = Self(rawValue: "secretKeyHeaders")
    /// A call of a consumer came with the secret key.
    public static let secretKeyForConsumerCall = Self(rawValue: "secretKeyForConsumerCall")
    /// A browser sent the secret key.
    public static let secretKeyInBrowser = Self(rawValue: "secretKeyInBrowser")
    /// Authorization has another scheme than Bearer.
    public static let authorizationScheme = Self(rawValue: "authorizationScheme")
    /// Bearer is written in other letters, large or small.
    public static let schemeCase = Self(rawValue: "schemeCase")
    /// The token was too old.
    public static let tokenExpired = Self(rawValue: "tokenExpired")
    /// A newer token replaces it.
    public static let tokenSuperseded = Self(rawValue: "tokenSuperseded")
    /// The session of the token had ended.
    public static let tokenOfEndedSession = Self(rawValue: "tokenOfEndedSession")
    /// The token was used already.
    public static let tokenUsed = Self(rawValue: "tokenUsed")
    /// The token is one of another kind.
    public static let tokenOfOtherKind = Self(rawValue: "tokenOfOtherKind")
    /// The token is not one of this organization, or was altered.
    public static let tokenForeign = Self(rawValue: "tokenForeign")
    /// A header is called otherwise.
    public static let headerName = Self(rawValue: "headerName")
    /// A header came twice.
    public static let duplicateHeader = Self(rawValue: "duplicateHeader")
    /// A browser asks for a header that the documentation does not name.
    public static let undocumentedHeader = Self(rawValue: "undocumentedHeader")
    /// A call that reads had a body.
    public static let bodyOnReading = Self(rawValue: "bodyOnReading")
    /// The call takes no body.
    public static let unexpectedBody = Self(rawValue: "unexpectedBody")
    /// The body came without Content-Type.
    public static let contentTypeMissing = Self(rawValue: "contentTypeMissing")
    /// The body came with another Content-Type.
    public static let contentType = Self(rawValue: "contentType")
    /// The body has a member that the call does not know.
    public static let unknownField = Self(rawValue: "unknownField")
    /// A member stands twice in the body.
    public static let duplicateField = Self(rawValue: "duplicateField")
}
