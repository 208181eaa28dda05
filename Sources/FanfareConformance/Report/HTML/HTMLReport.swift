import Foundations

/// A run as one page that needs nothing else: numbers, every scenario as HTTP, coverage.
package enum HTMLReport {
    /// The document.
    package static func text(_ report: RunReport) -> String {
        let heading = XML.escape(report.heading)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(HTMLStyle.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(heading)</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body>
            <header>
            <h1>\(heading)</h1>
            <p class="sentence">\(XML.escape(report.sentence))</p>
            <p class="facts">\(XML.escape("\(report.context.target.address)")), \
            \(report.startedAt), \(report.milliseconds) ms, run \(XML.escape(report.context.run))\
            \(report.context.isStrict ? ", strict" : ""), \(Product.userAgent), suite \
            \(XML.escape(report.context.suite.edition.name)) of \
            \(report.context.suite.scenarios.count) scenarios</p>
            \((report.unmet.isEmpty ? report.ending : nil).map { "<p class=\"ending\">\(XML.escape($0))</p>" } ?? "")
            \(numbers(report.totals))
            \(assurance(report))
            </header>
            <main>
            \(report.comparedWith == nil ? HTMLMatrix.section(report) : "")
            \(causes(report))
            \(unseen(report))
            <section id="scenarios">
            <h2>Scenarios</h2>
            \(chapters(report))
            </section>
            \(readings(report.context))
            \(report.comparedWith == nil ? HTMLCoverage.section(report) : "")
            </main>
            <script>\(HTMLStyle.script)</script>
            </body>
            </html>

            """
    }

    /// A bar whose parts are as long as they are many, and a button for each to show only those.
    private static func numbers(_ totals: Totals) -> String {
        let present = Verdict.allCases.filter { totals[$0] > 0 }
        let bar = present.map { verdict in
            "<span class=\"\(verdict.style)\" style=\"flex-grow:\(totals[verdict])\"></span>"
        }
        let buttons = present.map { verdict in
            "<button type=\"button\" data-verdict=\"\(verdict.style)\" aria-pressed=\"false\">"
                + "<i class=\"\(verdict.style)\"></i>\(totals[verdict]) \(verdict.rawValue)</button>"
        }
        return """
            <div class="bar" role="img" aria-label="\(XML.escape(totals.text))">\(bar.joined())</div>
            <div class="filters"><button type="button" data-verdict="" aria-pressed="true">\
            all \(totals.all)</button>\(buttons.joined())</div>
            """
    }

    /// What the run could have seen, and what was demanded of it.
    private static func assurance(_ report: RunReport) -> String {
        let unmet = report.unmet.map { "<p class=\"ending\">\(XML.escape($0))</p>" }
        let line = report.assurance.map { "<p class=\"facts\">\(XML.escape($0.text))</p>" }
        return ([line].compactMap(\.self) + unmet).joined()
    }

    /// What is the matter, each thing once.
    private static func causes(_ report: RunReport) -> String {
        let causes = Cause.of(report.results)
        let lines = report.context.disturbances.lines
        guard !causes.isEmpty || !lines.isEmpty else { return "" }
        let items = causes.map { cause in
            "<dt><i class=\"\(cause.verdict.style)\"></i><b>\(cause.scenarios.count)"
                + " \(XML.escape(cause.verdict.rawValue))</b> \(XML.escape(cause.text))</dt>"
                + "<dd class=\"facts\">\(XML.escape(cause.scenarios.joined(separator: ", ")))</dd>"
        }
        return """
            <section id="causes">
            <h2>Causes</h2>
            <p>What is the matter, each thing once, with the scenarios that show it.</p>
            <dl>
            \(items.joined(separator: "\n"))
            </dl>
            \(lines.map { "<p>\(XML.escape($0))</p>" }.joined())
            </section>
            """
    }

    /// What was not tested, why, and what would let it be.
    private static func unseen(_ report: RunReport) -> String {
        let lines = ConsoleReport.unseen(report.results)
        guard !lines.isEmpty else { return "" }
        return """
            <section id="unseen">
            <h2>Not tested</h2>
            <ul>
            \(lines.map { "<li>\(XML.escape($0))</li>" }.joined(separator: "\n"))
            </ul>
            </section>
            """
    }

    /// How the target reads what the documentation leaves open.
    private static func readings(_ context: RunContext) -> String {
        let lines = context.readingLines
        guard !lines.isEmpty else { return "" }
        let items = lines.map { line in
            let question = XML.escape(line.reading.question)
            let answer = XML.escape("\(line.answer.text) [\(line.answer.evidence.rawValue)]")
            let source = XML.escape(line.scenario ?? "stated by the target's file")
            return "<dt><b>\(XML.escape(line.reading.id))</b> \(question)</dt>"
                + "<dd>\(answer) <span class=\"facts\">(\(source))</span></dd>"
        }
        return """
            <section id="readings">
            <h2>Readings</h2>
            <p>Where the documentation allows more than one server, the target is held to its own answer.</p>
            <dl>
            \(items.joined(separator: "\n"))
            </dl>
            </section>
            """
    }

    private static func chapters(_ report: RunReport) -> String {
        var chapters: [(name: String, parts: [String])] = []
        for result in report.results {
            let name = String(result.scenario.name.prefix { $0 != "/" })
            let part = HTMLScenario(result, report.context).text
            if chapters.last?.name == name {
                chapters[chapters.count - 1].parts.append(part)
            } else {
                chapters.append((name, [part]))
            }
        }
        return chapters.map { chapter in
            "<div class=\"chapter\" id=\"chapter-\(XML.escape(chapter.name))\">"
                + "<h3>\(XML.escape(chapter.name))</h3>\n"
                + chapter.parts.joined(separator: "\n") + "</div>"
        }.joined(separator: "\n")
    }
}

extension Verdict {
    /// The name of the verdict's colour.
    var style: String { rawValue.replacing(" ", with: "-") }
}
