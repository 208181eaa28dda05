import FanfareConformance
import Testing

struct LintTests {
    private static func problems(
        _ scenarios: [String: String], payloads: [String: String] = [:], clauses: String = clauses
    ) throws -> [String] {
        let files = TinySuite.files(scenarios, payloads: payloads, clauses: clauses)
        return Lint(try Suite(files: files)).problems().map(\.description)
    }

    private static let clauses = """
        {"chapter": "otp", "title": "Codes", "clauses": [
        {"id": "otp.a", "evidence": "A", "text": "Codes expire.", "page": "auth", "section": "Codes"}
        ]}
        """

    private static func scenario(
        title: String = "a code expires",
        steps: String = #"[{"send": "GET /", "expect": {"status": 200}}]"#
    ) -> String {
        "{\"title\": \"\(title)\",\n\"clause\": \"otp.a\",\n\"steps\": \(steps)}"
    }

    @Test func `a suite by the rules has no problems`() throws {
        #expect(try Self.problems(["otp/one": Self.scenario()]) == [])
    }

    @Test(arguments: [
        ("A code expires", "a title begins with a small letter"),
        ("a code expires.", "a title has no full stop at its end"),
        ("a code should expire", "a title states a fact: no 'should'"),
        ("test that codes expire", "a title states a fact: no 'test that'"),
        (" a code expires", "a title is not empty and has no blanks around it"),
        (
            String(repeating: "long ", count: 19) + "x",
            "a title has at most 90 letters, this has 96"
        ),
    ])
    func `titles are facts`(_ title: String, _ problem: String) throws {
        #expect(
            try Self.problems(["otp/one": Self.scenario(title: title)]) == [
                "specs/v1/scenarios/otp/one.json:1:11: \(problem)"
            ])
    }

    @Test func `an abbreviation may stand first in a title`() throws {
        #expect(try Self.problems(["otp/one": Self.scenario(title: "OTP codes expire")]) == [])
    }

    @Test(arguments: [
        (
            #"[{"send": "GET /", "expect": {"status": 200}}, {"advance": "1s"}]"#,
            "3:57: the last step expects nothing: what does the scenario show?"
        ),
        (
            #"[{"send": "GET /{who.name}", "expect": {"status": 200}}]"#,
            "3:20: nothing defines {who.name} before this step."
        ),
        (
            #"[{"send": "GET /", "keep": {"a": ""}, "expect": {"status": 200}}]"#,
            "3:38: {a} is kept but never used"
        ),
        (
            #"[{"send": "GET /{a}", "keep": {"a": ""}, "expect": {"status": 200}}]"#,
            "3:20: nothing defines {a} before this step."
        ),
        (
            #"[{"send": "GET /", "keep": {"secretKey": ""}, "expect": {"status": 200}}]"#,
            "3:38: {secretKey} is predefined; keep it by another name"
        ),
        (
            #"[{"send": "GET /", "expect": [{"status": 200}, {"body": 1}]}]"#,
            "3:57: two blocks of one answer belong to the same clause"
        ),
    ])
    func `steps serve one behaviour and know their variables`(
        _ steps: String, _ problem: String
    ) throws {
        #expect(
            try Self.problems(["otp/one": Self.scenario(steps: steps)]) == [
                "specs/v1/scenarios/otp/one.json:\(problem)"
            ])
    }

    @Test func `names are kebab-case in a chapter, and titles are unique`() throws {
        let problems = try Self.problems([
            "otp/One": Self.scenario(), "two": Self.scenario(title: "another"),
            "otp/three": Self.scenario(),
        ])
        let place = "a scenario lies at <chapter>/<kebab-case-name>.json below scenarios/"
        #expect(
            problems == [
                "specs/v1/scenarios/otp/One.json: \(place)",
                "specs/v1/scenarios/otp/three.json:1:11: 'otp/One' has the same title; each says its own behaviour",
                "specs/v1/scenarios/two.json: \(place)",
            ])
    }

    @Test func `a clause that must be checked and is not is a problem`() throws {
        #expect(
            try Self.problems([:]).first
                == "specs/v1/clauses/otp.json:2:1: no scenario checks \"otp.a\" [A]")
        let excused = Self.clauses.replacing(
            "\"Codes\"}", with: "\"Codes\", \"unchecked\": \"no request shows it\"}")
        #expect(try Self.problems([:], clauses: excused) == [])
        #expect(
            try Self.problems(["otp/one": Self.scenario()], clauses: excused) == [
                "specs/v1/clauses/otp.json:2:1: \"otp.a\" is marked unchecked, but a scenario checks it"
            ])
        let guide = Self.clauses.replacing("\"A\"", with: "\"G\"")
        #expect(try Self.problems([:], clauses: guide) == [])
    }

    @Test func `clauses carry the chapter's name and stand once`() throws {
        let clause =
            #"{"id": "otp.a", "evidence": "C", "text": "t", "page": "auth", "section": "s"}"#
        let other = clause.replacing("otp.a", with: "otpp.A")
        let chapter =
            "{\"chapter\": \"otp\", \"title\": \"t\", \"clauses\": [\n\(clause),\n\(clause),\n\(other)]}"
        #expect(
            try Self.problems([:], clauses: chapter) == [
                "specs/v1/clauses/otp.json:3:1: the clause \"otp.a\" stands twice",
                "specs/v1/clauses/otp.json:4:1: the id \"otpp.A\" is not dotted kebab-case words",
            ])
    }

    @Test func `a payload and a page that nobody uses are problems`() throws {
        let problems = try Self.problems(["otp/one": Self.scenario()], payloads: ["a/b": "{}"])
        #expect(problems == ["fixtures/payloads/v1/a/b.json: no scenario uses the payload \"a/b\""])
    }

    @Test func `coverage lists what checks each clause, and the gaps`() throws {
        let files = TinySuite.files(["otp/one": Self.scenario()])
        let coverage = Coverage(try Suite(files: files))
        #expect(coverage.rows.map(\.scenarios) == [["otp/one"], [], []])
        #expect(coverage.gaps.isEmpty)
        #expect(Coverage(try Suite(files: TinySuite.files([:]))).gaps.map(\.clause.id) == ["otp.a"])
        #expect(
            coverage.summary
                == "3 clauses: 1 checked, 0 unchecked with a reason, 2 optional and unchecked, 0 missing"
        )
    }
}
