import Foundation
import Testing

/// `coverage` as words and as a table.
struct CoverageTests {
    @Test func `the table has a row of four cells for every clause`() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "coverage-\(ProcessInfo.processInfo.globallyUniqueString).md")
        defer { try? FileManager.default.removeItem(at: file) }
        let run = ToolRun("coverage", "--markdown", file.path())
        #expect(run.status == 0, "\(run.out)")
        let rows = try String(contentsOf: file, encoding: .utf8)
            .components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        let clauses = try #require(run.out.firstMatch(of: /(\d+) clauses:/)).1
        #expect(rows.count == Int(clauses))
        #expect(rows.allSatisfy { $0.replacing("\\|", with: "").count { $0 == "|" } == 5 })
    }

    @Test func `a table that cannot be written is 2`() {
        let run = ToolRun("coverage", "--markdown", "/nowhere/coverage.md")
        #expect(run.status == 2)
        #expect(run.err.contains("/nowhere/coverage.md: its folder is not there; make it"))
    }
}
