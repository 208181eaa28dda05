/// The editions of the OpenAPI specification that documents are written in.
public enum OpenAPIDialect: String, Sendable, Hashable, CaseIterable {
    /// What new tools read: JSON Schema 2020-12, webhooks.
    case v3_1 = "3.1"
    /// What all tools read.
    case v3_0 = "3.0"

    /// The version that a document names.
    var version: String {
        switch self {
        case .v3_1: "3.1.0"
        case .v3_0: "3.0.3"
        }
    }
}

/// How a document is to be written.
public struct OpenAPIOptions: Sendable, Hashable {
    /// How refusals are described.
    public enum Errors: String, Sendable, Hashable, CaseIterable {
        /// By one schema, whose word is any text.
        case one
        /// By a schema for each word, tagged by it.
        case words
    }

    /// The edition of OpenAPI.
    public var dialect = OpenAPIDialect.v3_1
    /// The addresses it names, without a path; none for that of a mock on this machine.
    public var servers: [String] = []
    /// Whether a state is one object with everything optional, in place of one schema a status.
    public var isFlat = false
    /// How refusals are described.
    public var errors = Errors.one

    /// Makes the usual document's options.
    public init() {}

    /// Those for tools that read no OpenAPI 3.1.
    static let old: OpenAPIOptions = {
        var options = OpenAPIOptions()
        options.dialect = .v3_0
        return options
    }()
}
