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

    @Test func `the workflow trusts commits of actions alone, may read alone, and ends`() {
        let lines = Starter.workflow(commit: commit).components(separatedBy: "\n")
        let actions = lines.filter { $0.contains("uses: ") }
        #expect(actions.count == 3)
        for action in actions {
            #expect(action.contains(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$/), "\(action)")
        }
        let permissions = lines.firstIndex(of: "permissions:")
        #expect(permissions.map { lines[$0 + 1] } == "  contents: read")
        #expect(lines.filter { $0.hasSuffix(": write") } == [])
        #expect(lines.contains("    timeout-minutes: 30"))
        #expect(lines.contains { $0.hasSuffix(#">>"$GITHUB_STEP_SUMMARY""#) })
    }
}
