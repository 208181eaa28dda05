/// The statements of the documentation on the page, with what came of checking them.
enum HTMLCoverage {
    static func section(_ report: RunReport) -> String {
        let verdicts = Dictionary(report.results.map { ($0.scenario.name, $0.verdict) }) {
            first, _ in first
        }
        let coverage = Coverage(report.context.suite)
        let chapters = coverage.chapters.map { chapter, rows in
            """
            <details class="clauses"><summary>\(XML.escape(chapter.title)) \
            <span class="count">\(rows.count)</span></summary>
            <table><tbody>
            \(rows.map { row($0, verdicts) }.joined(separator: "\n"))
            </tbody></table></details>
            """
        }
        return """
            <section id="coverage">
            <h2>Coverage</h2>
            <p class="facts">\(XML.escape(coverage.summary))</p>
            \(chapters.joined(separator: "\n"))
            </section>
            """
    }

    private static func row(_ row: Coverage.Row, _ verdicts: [String: Verdict]) -> String {
        let links = row.scenarios.compactMap { name in
            verdicts[name].map { verdict in
                "<a href=\"#\(XML.escape(name))\"><i class=\"\(verdict.style)\"></i>"
                    + "\(XML.escape(name)): \(verdict.rawValue)</a>"
            }
        }
        let source = XML.escape("\(row.page?.title ?? row.clause.page), \(row.clause.section)")
        let checks = links.isEmpty ? XML.escape(row.clause.unchecked ?? "not run") : links.joined()
        return """
            <tr><td><abbr title="evidence">\(row.clause.evidence.rawValue)</abbr></td>\
            <td><code>\(row.clause.id)</code><br>\(XML.escape(row.clause.text))<br>\
            <a class="source" href="\(XML.escape(row.page?.url ?? ""))">\(source)</a></td>\
            <td class="checks">\(checks)</td></tr>
            """
    }
}
