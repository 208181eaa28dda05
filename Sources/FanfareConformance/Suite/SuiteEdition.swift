/// An edition of the API as the suite knows it: where its specification lies, and below which path
/// deployments serve it.
package struct SuiteEdition: Sendable, Hashable {
    /// The name of its folders.
    package let name: String
    /// The path that the documentation's servers have before every call.
    package let documentedPath: String

    /// Names an edition.
    package init(name: String, documentedPath: String) {
        self.name = name
        self.documentedPath = documentedPath
    }

    /// Every edition that there is a suite for; the first is meant where none is named.
    package static let all = [SuiteEdition(name: "v1", documentedPath: "/api/v1")]

    /// The edition that is meant where none is named.
    package static var standard: SuiteEdition { all[0] }

    /// Where a file of its specification lies.
    package func specs(_ file: String) -> String { "specs/\(name)/\(file)" }

    /// Where the payloads that several of its scenarios share lie.
    package var payloads: String { "fixtures/payloads/\(name)/" }
}
