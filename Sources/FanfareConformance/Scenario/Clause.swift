/// One statement of the contract, in our own words.
package struct Clause: Sendable {
    /// A stable name, dotted, its first word the chapter: `otp.verify.expired`.
    package let id: String
    /// How surely it holds.
    package let evidence: Evidence
    /// The statement, one sentence.
    package let text: String
    /// The key of the page that says so.
    package let page: String
    /// The section of the page.
    package let section: String
    /// Why no request can show it, nil when scenarios must.
    package let unchecked: String?
    /// Where it is written down.
    package let place: FileLocation

    /// The chapter it belongs to.
    package var chapter: String { String(id.prefix { $0 != "." }) }
}

/// How surely a statement holds, and so what a difference from it means.
package enum Evidence: String, Sendable, CaseIterable {
    /// The two authoritative pages.
    case authoritative = "A"
    /// A page of the reference.
    case reference = "R"
    /// A guide, where no higher page disagrees.
    case guide = "G"
    /// The newer edition, to fill silence.
    case newer = "N"
    /// The documentation is silent or contradicts itself; our choice.
    case choice = "C"

    /// What a difference from such a statement is.
    package func severity(strict: Bool) -> Severity {
        switch self {
        case .authoritative, .reference: .failure
        case .guide: strict ? .failure : .warning
        case .newer, .choice: .note
        }
    }

    /// Whether a scenario must check such a statement.
    package var mustBeChecked: Bool { self == .authoritative || self == .reference }
}

/// How much a difference weighs.
package enum Severity: String, Sendable, CaseIterable, Comparable {
    /// Worth knowing.
    case note
    /// Against a guide.
    case warning
    /// Against the reference.
    case failure

    /// Whether one weighs less than the other.
    package static func < (one: Severity, other: Severity) -> Bool {
        let order = Self.allCases
        return (order.firstIndex(of: one) ?? 0) < (order.firstIndex(of: other) ?? 0)
    }
}

/// A chapter of clauses: one file.
package struct Chapter: Sendable {
    /// The chapter's name, the first word of its clauses' ids.
    package let name: String
    /// Its title.
    package let title: String
    /// Its clauses, in the order of the file.
    package let clauses: [Clause]
    /// The file.
    package let file: SuiteFile
}

/// A page of the documentation.
package struct Page: Sendable {
    /// The name clauses use.
    package let key: String
    /// The title.
    package let title: String
    /// Where it can be read.
    package let url: String
    /// Where it is written down.
    package let place: FileLocation
}
