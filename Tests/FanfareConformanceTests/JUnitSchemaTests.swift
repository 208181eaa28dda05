import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import FanfareConformance

/// The JUnit report by the grammar that CI servers read it with.
struct JUnitSchemaTests {
    @Test func `every element, attribute and value is one that the schema knows`() throws {
        let checker = JUnitChecker(JUnitReport.text(try ReportTests.report()))
        #expect(checker.complaints == [])
        #expect(checker.count == 19)
    }

    @Test(arguments: [
        (#"<testsuites>"#, "not well-formed"),
        (#"<testsuites><testcase name="a"/></testsuites>"#, "testcase in testsuites"),
        (#"<testsuites><testsuite name="a"/></testsuites>"#, "testsuite without tests"),
        (#"<testsuites tests="x"/>"#, "testsuites tests=x"),
        (
            #"<testsuites><testsuite name="a" tests="0" timestamp="2026-01-01"/></testsuites>"#,
            "testsuite timestamp=2026-01-01"
        ),
        (#"<testsuites colour="red"/>"#, "testsuites knows no colour"),
    ])
    func `the check can fail`(_ text: String, _ complaint: String) {
        #expect(JUnitChecker(text).complaints == [complaint])
    }
}

/// Reads a report and says where it departs from the schema that Jenkins publishes for JUnit XML.
private final class JUnitChecker: NSObject, XMLParserDelegate {
    private enum Form: String {
        case text = ".*"
        case count = "[0-9]+"
        case seconds = "[0-9]+([.][0-9]+)?"
        case moment = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    }

    private struct Rule {
        let parents: [String]
        var required: Set<String> = []
        let attributes: [String: Form]
    }

    private static let outcome = Rule(
        parents: ["testcase"], attributes: ["message": .text, "type": .text])
    private static let output = Rule(parents: ["testcase", "testsuite"], attributes: [:])
    private static let rules: [String: Rule] = [
        "testsuites": Rule(
            parents: [""],
            attributes: [
                "name": .text, "time": .seconds, "tests": .count, "failures": .count,
                "errors": .count, "disabled": .count,
            ]),
        "testsuite": Rule(
            parents: ["testsuites"], required: ["name", "tests"],
            attributes: [
                "name": .text, "tests": .count, "failures": .count, "errors": .count,
                "skipped": .count, "disabled": .count, "time": .seconds, "timestamp": .moment,
                "hostname": .text, "id": .text, "package": .text,
            ]),
        "testcase": Rule(
            parents: ["testsuite"], required: ["name"],
            attributes: [
                "name": .text, "classname": .text, "time": .seconds, "status": .text,
                "assertions": .count, "file": .text, "line": .count,
            ]),
        "properties": Rule(parents: ["testsuite"], attributes: [:]),
        "property": Rule(
            parents: ["properties"], required: ["name", "value"],
            attributes: ["name": .text, "value": .text]),
        "failure": outcome, "error": outcome, "skipped": outcome,
        "system-out": output, "system-err": output,
    ]

    private(set) var complaints: [String] = []
    /// How many elements were read.
    private(set) var count = 0
    private var open: [String] = []

    init(_ text: String) {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        let isRead = parser.parse() && parser.parserError == nil && open.isEmpty
        if !isRead { complaints = ["not well-formed"] }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        count += 1
        let parent = open.last ?? ""
        open.append(name)
        guard let rule = Self.rules[name], rule.parents.contains(parent) else {
            return complaints.append("\(name) in \(parent)")
        }
        for key in rule.required.subtracting(attributes.keys).sorted() {
            complaints.append("\(name) without \(key)")
        }
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            guard let form = rule.attributes[key] else {
                complaints.append("\(name) knows no \(key)")
                continue
            }
            if value.range(of: "^(\(form.rawValue))$", options: .regularExpression) == nil {
                complaints.append("\(name) \(key)=\(value)")
            }
        }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        open.removeLast()
    }
}
