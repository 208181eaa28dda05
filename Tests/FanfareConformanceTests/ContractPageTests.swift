import FanfareConformance
import Foundation
import TestSupport
import Testing

struct ContractPageTests {
    private static let clauses = """
        {"chapter": "otp", "title": "Codes", "clauses": [
        {"id": "otp.a", "evidence": "A", "text": "Codes expire.", "page": "auth", "section": "Codes"}
        ]}
        """

    private static func problems(contract: String) throws -> [String] {
        let scenario = """
            {"title": "a code expires", "clause": "otp.a",
            "steps": [{"send": "GET /", "expect": {"status": 200}}]}
            """
        var files = TinySuite.files(["otp/one": scenario], clauses: clauses)
        files.append(SuiteFile(path: ContractPage.path, bytes: Array(contract.utf8)))
        return Lint(try Suite(files: files)).problems().map(\.description)
    }

    @Test func `a chapter that the contract has a section for is fine`() throws {
        #expect(try Self.problems(contract: "# API\n\n<a id=\"otp\"></a>\n## Codes\n") == [])
    }

    @Test func `a chapter that the contract has no section for is told`() throws {
        #expect(
            try Self.problems(contract: "# API\n\n<a id=\"opt\"></a>\n## Codes\n") == [
                "specs/v1/clauses/otp.json: no section of specs/v1/contract.md is called \"otp\"."
                    + " Did you mean 'opt'?"
            ])
    }

    @Test func `every citation of the contract leads to a section`() throws {
        let text = try String(
            contentsOf: Fixtures.packageRoot.appending(path: ContractPage.path), encoding: .utf8)
        let anchors = ContractPage(text).anchors
        var cited: [String: String] = [:]
        for folder in ["Sources", "Tests"] {
            for path in try Self.swiftFiles(below: folder) {
                let source = String(decoding: try Fixtures.bytes(path), as: UTF8.self)
                for match in source.matches(of: /specs\/v1\/contract\.md#([a-z.-]*[a-z])/) {
                    cited[String(match.1)] = path
                }
            }
        }
        #expect(cited.count > 15)
        for (anchor, path) in cited where !anchors.contains(anchor) {
            Issue.record("\(path) cites \(ContractPage.path)#\(anchor), which does not exist")
        }
        // A link inside the page itself.
        for match in text.matches(of: /\]\(#([a-z.-]+)\)/) {
            #expect(anchors.contains(String(match.1)))
        }
    }

    private static func swiftFiles(below folder: String) throws -> [String] {
        let names = FileManager.default.enumerator(
            atPath: Fixtures.packageRoot.appending(path: folder).path())
        return (names?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".swift") }.map { folder + "/" + $0 }
    }
}
