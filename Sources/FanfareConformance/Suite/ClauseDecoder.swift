import JSONTree

/// Reads the clauses and the pages they cite.
enum ClauseDecoder {
    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let chapter = ["$schema", "chapter", "title", "clauses"]
        static let clause = ["id", "evidence", "text", "page", "section", "unchecked"]
        static let page = ["title", "url"]
    }

    static func chapter(_ file: SuiteFile) throws(SuiteProblem) -> Chapter {
        let root = try Cursor(file)
        try root.allow(Members.chapter)
        var clauses: [Clause] = []
        for element in try root.require("clauses").elements() {
            clauses.append(try clause(element))
        }
        return Chapter(
            name: try root.require("chapter").string(), title: try root.require("title").string(),
            clauses: clauses, file: file)
    }

    private static func clause(_ cursor: Cursor) throws(SuiteProblem) -> Clause {
        try cursor.allow(Members.clause)
        return Clause(
            id: try cursor.require("id").string(),
            evidence: try cursor.require("evidence").word(Evidence.self),
            text: try cursor.require("text").string(),
            page: try cursor.require("page").string(),
            section: try cursor.require("section").string(),
            unchecked: try cursor.member("unchecked")?.string(),
            place: cursor.place)
    }

    static func pages(_ file: SuiteFile) throws(SuiteProblem) -> [Page] {
        var pages: [Page] = []
        for (key, place, value) in try Cursor(file).members() where key != "$schema" {
            try value.allow(Members.page)
            pages.append(
                Page(
                    key: key, title: try value.require("title").string(),
                    url: try value.require("url").string(), place: place))
        }
        return pages
    }
}
