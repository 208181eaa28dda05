import FanfareConformance
import Testing

/// A suite of another edition lies in folders of its own, and no shared file says where.
struct SuiteEditionTests {
    private static let later = SuiteEdition(name: "later", documentedPath: "/2026")

    private static func files() -> [SuiteFile] {
        let scenario =
            #"{"title": "t", "clause": "otp.a", "steps": [{"send": "GET /", "expect": {"status": 200}}]}"#
        return TinySuite.files(["otp/one": scenario]).map { file in
            SuiteFile(path: file.path.replacing("/v1/", with: "/later/"), bytes: file.bytes)
        }
    }

    @Test func `an edition's files are read from its own folders`() throws {
        let suite = try Suite(files: Self.files(), edition: Self.later)
        #expect(suite.scenarios.map(\.name) == ["otp/one"])
        #expect(suite.edition == Self.later)
        #expect(
            Conform.miscount(
                verdicts: 1, deselected: 0, files: Self.files(), of: Self.later) == nil)
    }

    @Test func `the files of one edition are strangers to another`() throws {
        #expect(!TinySuite.problems(Self.files()).isEmpty)
    }
}
