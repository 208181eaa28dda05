import FanfareConformance
import JSONTree
import Testing

@testable import FanfareMock

/// The mock on each answer that the documentation allows, and the suite that finds it out.
struct ReadingTests {
    /// A reading and one of its answers.
    struct Case: Sendable, CustomTestStringConvertible {
        let (reading, answer): (String, String)
        var testDescription: String { "\(reading) is \(answer)" }
    }

    private static let suite = try? Suite(files: SuiteFile.embedded)

    static let cases = (suite?.readings.all ?? []).flatMap { reading in
        reading.answers.dropFirst().map { Case(reading: reading.id, answer: $0.name) }
    }.filter { V1.readings.answers(to: $0.reading) != nil }

    private func report(
        on answers: [String: String], only reading: String? = nil
    ) throws -> RunReport {
        let suite = try #require(Self.suite)
        let scenarios = suite.scenarios.filter { scenario in
            reading.map { Set(scenario.readings).contains($0) } ?? true
        }
        var configuration = Mock.Configuration()
        try configuration.read(answers)
        let address = try #require(TargetAddress("http://localhost:4802"))
        let transport = FunctionTransport(each: { [configuration] inbox in
            let mock = SharedMock(configuration, webhooks: inbox.receive)
            return { mock.respond(to: $0) }
        })
        var conform = Conform(
            target: Target(name: "mock", address: address), transport: transport, workers: 2,
            run: "r1")
        try conform.probe()
        return conform.results(scenarios, of: suite) { _, _ in }
    }

    @Test(arguments: cases)
    func `a mock on any answer fails nothing, and the answer is found out`(_ one: Case) throws {
        let report = try report(on: [one.reading: one.answer], only: one.reading)
        requireInnocence(report)
        let reading = try #require(Self.suite?.readings[one.reading])
        if reading.unasked == nil {
            #expect(report.context.readings.all[one.reading]?.answer == one.answer)
        }
    }

    @Test(arguments: [1, 2])
    func `a mock on unusual answers to everything fails nothing`(_ number: Int) throws {
        let readings = (Self.suite?.readings.all ?? []).compactMap { reading in
            V1.readings.answers(to: reading.id).map {
                (reading.id, $0[min(number, $0.count - 1)])
            }
        }
        var answers = Dictionary(uniqueKeysWithValues: readings)
        // Where it signs in, nobody sees what a refusal would be like.
        if number == 2 { answers["linking.takenIdentifier"] = "refuse" }
        requireInnocence(try report(on: answers))
    }

    private func requireInnocence(_ report: RunReport) {
        let bad = report.results.filter {
            ![.passed, .note, .notJudged].contains($0.verdict)
        }
        for result in bad {
            Issue.record(
                "\(ConsoleReport(isColoured: false, isVerbose: true).text(result, in: report.context) ?? "")"
            )
        }
    }

    @Test func `the contract lists every reading with its answers, and no other`() throws {
        let suite = try #require(Self.suite)
        let page = try Page("specs/v1/contract.md").text
        for reading in suite.readings.all {
            let answers = reading.answers.map { "`\($0.name)` [\($0.evidence.rawValue)]" }
            let row = "| `\(reading.id)` | \(answers.joined(separator: ", ")) |"
            #expect(page.contains(row), "\(row)")
        }
        for match in page.matches(of: /readings? `([a-zA-Z.]+)`/) {
            #expect(suite.readings[String(match.1)] != nil, "\(match.1)")
        }
    }

    @Test func `the mock can be put on every answer that a run finds out`() throws {
        let suite = try #require(Self.suite)
        for reading in suite.readings.all {
            let own = V1.readings.answers(to: reading.id)
            if reading.unasked == nil || own != nil {
                #expect(own == reading.answers.map(\.name), "\(reading.id)")
            }
        }
        for name in V1.readings.names { #expect(suite.readings[name] != nil, "\(name)") }
    }
}
