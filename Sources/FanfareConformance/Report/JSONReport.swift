import Foundations
import HTTPEngine
import JSONTree
import SafeText

/// A run as JSON, by `specs/schema/report.schema.json`.
package enum JSONReport {
    /// What the document says of its form.
    static let format = "fanfare-kit-report/1"

    /// The document, indented.
    package static func text(_ report: RunReport) -> String {
        let context = report.context
        let document: JSONNode = [
            "format": JSONNode(format),
            "tool": JSONNode(Product.userAgent),
            "suite": [
                "edition": JSONNode(context.suite.edition.name),
                "scenarios": JSONNode(context.suite.scenarios.count),
            ],
            "sentence": JSONNode(report.sentence),
            "comparedWith": JSONNode(report.comparedWith),
            "target": [
                "name": JSONNode(context.target.name),
                "address": JSONNode(context.target.address.description),
                "control": JSONNode(context.target.hasControl),
            ],
            "run": JSONNode(context.run),
            "strict": JSONNode(context.isStrict),
            "startedAt": JSONNode(report.startedAt.description),
            "milliseconds": JSONNode(report.milliseconds),
            "exitStatus": JSONNode(Int(report.exitStatus.rawValue)),
            "interrupted": JSONNode(report.signal.map(Interruption.name)),
            "totals": totals(report.totals),
            "assurance": report.assurance.map(assurance) ?? .null,
            "unmet": JSONNode(report.unmet.map { JSONNode($0) }),
            "readings": readings(context),
            "causes": causes(report.results),
            "disturbances": JSONNode(context.disturbances.lines.map { JSONNode($0) }),
            "scenarios": JSONNode(report.results.map { scenario($0, context) }),
        ]
        return Printable.json(document.text(.indented)) + "\n"
    }

    private static func assurance(_ assurance: Assurance) -> JSONNode {
        let chapters = assurance.chapters.map { chapter -> JSONNode in
            let evidence = Evidence.allCases.compactMap { mark in
                chapter.byEvidence[mark].map { JSONMember(mark.rawValue, JSONNode(share($0))) }
            }
            return JSONNode(
                [JSONMember("chapter", JSONNode(chapter.name))] + share(chapter.share) + [
                    JSONMember("evidence", JSONNode(evidence)),
                    JSONMember("missing", JSONNode(chapter.missing?.remedy)),
                ])
        }
        return JSONNode(
            share(assurance.share) + [JSONMember("chapters", JSONNode(chapters))])
    }

    private static func share(_ share: Assurance.Share) -> [JSONMember] {
        [
            JSONMember("share", JSONNode(share.percent)), JSONMember("seen", JSONNode(share.seen)),
            JSONMember("mutants", JSONNode(share.mutants)),
        ]
    }

    private static func readings(_ context: RunContext) -> JSONNode {
        JSONNode(
            context.readingLines.map { line in
                JSONMember(
                    line.reading.id,
                    [
                        "answer": JSONNode(line.answer.name),
                        "evidence": JSONNode(line.answer.evidence.rawValue),
                        "text": JSONNode(line.answer.text), "scenario": JSONNode(line.scenario),
                    ])
            })
    }

    private static func causes(_ results: [ScenarioResult]) -> JSONNode {
        JSONNode(
            Cause.of(results).map { cause in
                [
                    "text": JSONNode(cause.text), "verdict": JSONNode(cause.verdict.rawValue),
                    "scenarios": JSONNode(cause.scenarios.map { JSONNode($0) }),
                ]
            })
    }

    private static func totals(_ totals: Totals) -> JSONNode {
        let counts = Verdict.allCases.map { JSONMember($0.rawValue, JSONNode(totals[$0])) }
        return JSONNode([JSONMember("all", JSONNode(totals.all))] + counts)
    }

    private static func scenario(_ result: ScenarioResult, _ context: RunContext) -> JSONNode {
        [
            "name": JSONNode(result.scenario.name),
            "title": JSONNode(result.title),
            "clause": JSONNode(result.scenario.clause.id),
            "file": JSONNode(result.scenario.file.shownPath),
            "verdict": JSONNode(result.verdict.rawValue),
            "reason": JSONNode(result.reason.map(result.mask.maskedAnswer)),
            "changes": JSONNode(result.changes.map { JSONNode($0) }),
            "checks": JSONNode(result.checks),
            "milliseconds": JSONNode(result.milliseconds),
            "findings": JSONNode(result.findings.map { finding($0, result, context) }),
            "notes": JSONNode(result.notes.map { JSONNode(result.mask.masked($0)) }),
        ]
    }

    private static func finding(
        _ finding: Finding, _ result: ScenarioResult, _ context: RunContext
    ) -> JSONNode {
        let mask = result.mask
        let request = finding.exchange.request
        let entry = finding.exchange.entry
        let node: JSONNode = [
            "clause": JSONNode(finding.clause.id),
            "evidence": JSONNode(finding.evidence.rawValue),
            "severity": JSONNode(finding.severity.rawValue),
            "place": JSONNode(finding.shownPlace.description),
            "step": JSONNode(finding.exchange.step + 1),
            "now": JSONNode(finding.exchange.now?.description),
            "request": JSONNode(mask.masked("\(request.method) \(request.target)")),
            "status": JSONNode(finding.exchange.response?.status),
            "differences": JSONNode(finding.mismatches.flatMap { differences($0, mask) }),
            "curl": JSONNode(
                entry == nil
                    ? CurlLine.text(finding.exchange, to: context.target, mask: mask) : nil),
        ]
        guard let entry else { return node }
        let numbers = ([entry.number] + entry.alike).map { JSONNode($0) }
        return JSONNode((node.members ?? []) + [JSONMember("entries", JSONNode(numbers))])
    }

    private static func differences(_ mismatch: Mismatch, _ mask: SecretMask) -> [JSONNode] {
        switch mismatch {
        case .status(let expected, let actual):
            [difference("status", "", "value", expected.description, String(actual))]
        case .header(let name, let leaf):
            [
                difference("header", name, leaf, mask) {
                    let value = mask.maskedHeader(name, $0.string ?? $0.text())
                    return $0.string == nil ? value : JSONNode(value).text()
                }
            ]
        case .body(let tree):
            tree.leavesWithPointers().map { pointer, leaf in
                difference("body", mask.masked(pointer.description), leaf, mask) {
                    mask.maskedMember(pointer.tokens.last ?? "", $0)
                }
            }
        case .notJSON(_, let reason): [difference("body", "", "kind", "JSON", reason)]
        case .notEmpty(_, let bytes):
            [difference("body", "", "unexpected", "no body", "\(bytes) bytes")]
        case .noAnswer(_, let reason):
            [difference("answer", "", "missing", "an answer", mask.maskedAnswer(reason))]
        case .contradiction(_, let reading, let known, let actual):
            [difference("reading", reading, "value", known.answer, actual)]
        case .count(_, let expected, let actual):
            [difference("answers", "", "length", String(expected), String(actual))]
        }
    }

    private static func difference(
        _ part: String, _ path: String, _ leaf: Difference.Leaf, _ mask: SecretMask,
        shown: (JSONNode) -> String
    ) -> JSONNode {
        difference(
            part, path, leaf.kind.rawValue, mask.masked(leaf.expected),
            leaf.actual.map(shown), leaf.remark.map(mask.masked))
    }

    private static func difference(
        _ part: String, _ path: String, _ kind: String, _ expected: String, _ actual: String?,
        _ remark: String? = nil
    ) -> JSONNode {
        [
            "part": JSONNode(part), "path": JSONNode(path), "kind": JSONNode(kind),
            "expected": JSONNode(expected), "actual": JSONNode(actual), "remark": JSONNode(remark),
        ]
    }
}
