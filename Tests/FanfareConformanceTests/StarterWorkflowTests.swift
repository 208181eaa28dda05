import Foundation
import Testing

@testable import FanfareConformance

/// The workflow that `fanfare-kit init` writes.
struct StarterWorkflowTests {
    private let commit = String(repeating: "0123456789", count: 4)

    @Test func `the workflow builds one commit, which names its place in the cache`() {
        let named = Starter.workflow(commit: commit)
        #expect(named.contains("  FANFARE_KIT_COMMIT: \(commit)\n"))
        #expect(named.contains("key: fanfare-kit-${{ env.FANFARE_KIT_COMMIT }}-"))
        let unnamed = Starter.workflow(commit: nil)
        #expect(unnamed.contains("  FANFARE_KIT_COMMIT: ${{ vars.FANFARE_KIT_COMMIT }}\n"))
    }

    @Test func `the job that builds has no keys, and a pull request changes nothing`() throws {
        let text = Starter.workflow(commit: commit)
        let jobs = text.components(separatedBy: "\n  pull-request:\n")
        #expect(jobs.count == 2)
        #expect(!jobs[0].contains("secrets."))
        let both = jobs[1].components(separatedBy: "\n  nightly:\n")
        #expect(both.map { $0.contains("--read-only") } == [true, false])
        #expect(both.allSatisfy { $0.contains("    needs: build\n") })
    }

    @Test func `the workflow trusts commits of actions alone, may read alone, and ends`() {
        let lines = Starter.workflow(commit: commit).components(separatedBy: "\n")
        let actions = lines.filter { $0.contains("uses: ") }
        #expect(actions.count == 7)
        for action in actions {
            #expect(action.contains(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$/), "\(action)")
        }
        let permissions = lines.firstIndex(of: "permissions:")
        #expect(permissions.map { lines[$0 + 1] } == "  contents: read")
        #expect(lines.filter { $0.hasSuffix(": write") } == [])
        let ends = lines.filter { $0.hasPrefix("    timeout-minutes: ") }
        #expect(ends.count == lines.count { $0 == "    runs-on: ubuntu-24.04" })
        #expect(lines.contains { $0.hasSuffix(#">>"$GITHUB_STEP_SUMMARY""#) })
    }
}
