import JSONTree

/// The statements that an edition follows, with the pages that they stand on.
struct ClauseTexts {
    /// One statement.
    struct Clause {
        let id: String
        let evidence: String
        let text: String
        let page: String?
    }

    private let clauses: [Clause]
    private let pages: JSONNode?

    /// Reads `specs/NAME`; an edition without has none.
    init(_ name: String) {
        clauses = EmbeddedFile.documents(below: "specs/\(name)/clauses/").sorted { $0.key < $1.key }
            .flatMap { $0.value["clauses"]?.elements ?? [] }
            .map { clause in
                Clause(
                    id: clause["id"]?.string ?? "", evidence: clause["evidence"]?.string ?? "",
                    text: clause["text"]?.string ?? "", page: clause["page"]?.string)
            }
        pages = EmbeddedFile.documents(below: "specs/\(name)/")["pages"]
    }

    /// The statements whose identifiers are these or begin with them.
    func clauses(of operation: OperationEntry) -> [Clause] {
        operation.clauses.flatMap { wanted in
            clauses.filter { $0.id == wanted || $0.id.hasPrefix(wanted + ".") }
        }
    }

    /// The page of the first statement that has one.
    func page(of clauses: [Clause]) -> JSONNode? {
        guard let page = clauses.lazy.compactMap({ $0.page.flatMap { pages?[$0] } }).first,
            let url = page["url"]
        else { return nil }
        return ["description": page["title"] ?? "", "url": url]
    }
}
