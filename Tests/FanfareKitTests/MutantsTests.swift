import Foundation
import JSONTree
import Testing

/// `mutants` from its words to its exit status; the whole run is the check's, not a test's.
struct MutantsTests {
    @Test func `one mutant is tried, noticed and reported`() throws {
        let file = FileManager.default.temporaryDirectory.path + "/mutants-\(UUID()).json"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = ToolRun("mutants", "--only", "guest/id-differs", "--json", file)
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("1 mutants: 1 killed"))
        let report = try JSONNode(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        #expect(report["totals"]?["killed"] == 1)
        #expect(report["mutants"]?[0]?["clause"] == "guest.id")
    }

    @Test func `mutants are listed with what is wrong and the clause`() {
        let run = ToolRun("mutants", "--list", "--only", "logout/**")
        #expect(run.status == 0)
        #expect(
            run.out.contains(
                "logout/does-nothing  Logging out answers 204 and ends nothing (logout.access, logout.refresh)\n"
            ))
        #expect(run.err == "")
    }

    @Test func `a table of some mutants alone is refused`() {
        let run = ToolRun("mutants", "--only", "logout/**", "--assurance", "x.json")
        #expect(run.status == 2)
        #expect(run.err.contains("--assurance writes a table of all mutants: leave out --only."))
    }

    @Test func `a pattern that means no mutant is 5 and names the nearest`() {
        let run = ToolRun("mutants", "--only", "logout/does-nothin")
        #expect(run.status == 5)
        #expect(
            run.err
                == "error: No mutant matches 'logout/does-nothin'. Did you mean 'logout/does-nothing'?\n"
        )
    }
}
