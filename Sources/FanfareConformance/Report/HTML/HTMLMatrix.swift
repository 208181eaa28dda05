/// Chapters by evidence: how many statements of each were judged, and how many are not kept.
enum HTMLMatrix {
    /// What came of the statements of one chapter with one evidence.
    private struct Cell {
        var (all, judged, broken) = (0, 0, 0)

        var text: String {
            let differ = broken == 0 ? "" : ", <b>\(broken) not kept</b>"
            return all == 0 ? "" : "\(judged) of \(all)\(differ)"
        }
    }

    static func section(_ report: RunReport) -> String {
        let judged = Set(
            report.results.filter(\.isJudged).flatMap { $0.scenario.citations.map(\.id) })
        let broken = Set(
            report.results.filter { $0.verdict.isFailure || $0.verdict == .warning }
                .flatMap { $0.findings.map(\.clause.id) })
        let present = Set(report.results.map { chapter(of: $0.scenario.name) })
        let rows = Coverage(report.context.suite).chapters.map { chapter, rows in
            let cells = Evidence.allCases.map { evidence in
                rows.filter { $0.clause.evidence == evidence }.reduce(into: Cell()) { cell, row in
                    cell.all += 1
                    if judged.contains(row.clause.id) { cell.judged += 1 }
                    if broken.contains(row.clause.id) { cell.broken += 1 }
                }
            }
            return row(chapter, cells, isLinked: present.contains(chapter.name))
        }
        let heads = Evidence.allCases.map { "<th scope=\"col\">\($0.rawValue)</th>" }
        return """
            <section id="matrix">
            <h2>Statements judged, by chapter and evidence</h2>
            <div class="wide"><table>
            <thead><tr><th scope="col">chapter</th>\(heads.joined())</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            </section>
            """
    }

    private static func row(_ chapter: Chapter, _ cells: [Cell], isLinked: Bool) -> String {
        let title = XML.escape(chapter.title)
        let head =
            isLinked ? "<a href=\"#chapter-\(XML.escape(chapter.name))\">\(title)</a>" : title
        let columns = cells.map { cell in
            "<td\(cell.broken > 0 ? " class=\"broken\"" : "")>\(cell.text)</td>"
        }
        return "<tr><th scope=\"row\">\(head)</th>\(columns.joined())</tr>"
    }

    private static func chapter(of name: String) -> String { String(name.prefix { $0 != "/" }) }
}
