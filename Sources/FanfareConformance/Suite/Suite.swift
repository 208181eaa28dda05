import Foundations
import JSONTree

/// The whole suite: what the documentation states, and the scenarios that check it.
package struct Suite: Sendable {
    /// The edition it is of.
    package let edition: SuiteEdition
    /// The pages by key.
    package let pages: [String: Page]
    /// The chapters of clauses, in the order of their names.
    package let chapters: [Chapter]
    /// The scenarios, in the order of their names.
    package let scenarios: [Scenario]
    /// The payload files by name.
    package let payloads: [String: SuiteFile]
    /// The clauses by id.
    package let clauses: [String: Clause]
    /// What scenarios may begin with.
    let beginnings: Beginnings
    /// Where more than one server is right.
    package let readings: Readings
    /// The documented calls.
    package let calls: Calls
    /// The mutants that no request can tell from the right target.
    package let equivalents: EquivalentMutants
    /// Which scenarios see which mutants, nil for a suite that nobody has measured.
    package let assurance: AssuranceTable?
    /// The contract that the clauses belong to, nil for a suite without one.
    package let contract: ContractPage?

    /// Decodes the files of a suite; every file that cannot be read is a problem of its own.
    package init(
        files: [SuiteFile], edition: SuiteEdition = .standard
    ) throws(SuiteProblems) {
        var problems: [SuiteProblem] = []
        let parts = SuiteParts(files, of: edition)
        self.edition = edition
        var decoder = ScenarioDecoder(patterns: PatternDecoder(payloads: parts.payloads))
        if let file = parts.beginnings {
            let read = problems.collect { () throws(SuiteProblem) in try Beginnings(file) }
            decoder.beginnings = read ?? Beginnings()
        }
        beginnings = decoder.beginnings
        if let file = parts.readings {
            let read = problems.collect { () throws(SuiteProblem) in try Readings(file) }
            decoder.readings = read ?? Readings()
        }
        readings = decoder.readings
        calls =
            parts.calls.flatMap { file in
                problems.collect { () throws(SuiteProblem) in try Calls(file) }
            } ?? Calls()
        scenarios = parts.scenarios.compactMap { [decoder] name, file in
            problems.collect { () throws(SuiteProblem) in
                try decoder.scenario(named: name, in: file)
            }
        }
        chapters = parts.chapters.compactMap { file in
            problems.collect { () throws(SuiteProblem) in try ClauseDecoder.chapter(file) }
        }
        let pages = parts.pages.flatMap { file in
            problems.collect { () throws(SuiteProblem) in try ClauseDecoder.pages(file) } ?? []
        }
        for file in parts.payloads.values.sorted(by: { $0.path < $1.path }) {
            _ = problems.collect { () throws(SuiteProblem) in
                try decoder.patterns.pattern(try Cursor(file))
            }
        }
        equivalents =
            parts.equivalents.flatMap { file in
                problems.collect { () throws(SuiteProblem) in try EquivalentMutants(file) }
            } ?? EquivalentMutants()
        assurance = parts.assurance.flatMap { file in
            problems.collect { () throws(SuiteProblem) in try AssuranceTable(file) }
        }
        payloads = parts.payloads
        contract = parts.contract
        self.pages = Dictionary(pages.map { ($0.key, $0) }) { first, _ in first }
        clauses = Dictionary(chapters.flatMap(\.clauses).map { ($0.id, $0) }) { first, _ in first }
        problems += parts.strangers + unknownNames()
        guard problems.isEmpty else { throw SuiteProblems(all: problems) }
    }

    /// Clauses nobody wrote and pages nobody listed, where they are cited.
    private func unknownNames() -> [SuiteProblem] {
        let cited = scenarios.flatMap {
            [$0.clause] + $0.steps.flatMap(\.blocks).compactMap(\.clause)
        }
        let unknown = cited.filter { clauses[$0.id] == nil }.map { reference in
            SuiteProblem(
                at: reference.place,
                "unknown clause \"\(reference.id)\"."
                    + Nearest.hint(for: reference.id, in: clauses.keys))
        }
        let lost = allClauses.filter { pages[$0.page] == nil }.map { clause in
            SuiteProblem(
                at: clause.place,
                "unknown page \"\(clause.page)\"." + Nearest.hint(for: clause.page, in: pages.keys))
        }
        return unknown + lost
    }

    /// Every clause, chapter by chapter.
    package var allClauses: [Clause] { chapters.flatMap(\.clauses) }
}

/// Everything that is wrong with a suite.
package struct SuiteProblems: Error, Sendable {
    /// The problems, at least one.
    package let all: [SuiteProblem]
}

extension [SuiteProblem] {
    fileprivate mutating func collect<Value>(
        _ body: () throws(SuiteProblem) -> Value
    ) -> Value? {
        do throws(SuiteProblem) {
            return try body()
        } catch {
            append(error)
            return nil
        }
    }
}

/// The files of a suite, told apart by where they lie.
struct SuiteParts {
    var pages: [SuiteFile] = []
    var chapters: [SuiteFile] = []
    var scenarios: [(name: String, file: SuiteFile)] = []
    var payloads: [String: SuiteFile] = [:]
    var equivalents: SuiteFile?
    var assurance: SuiteFile?
    var beginnings: SuiteFile?
    var readings: SuiteFile?
    var calls: SuiteFile?
    var contract: ContractPage?
    var strangers: [SuiteProblem] = []

    private let edition: SuiteEdition

    init(_ files: [SuiteFile], of edition: SuiteEdition) {
        self.edition = edition
        for file in files.sorted(by: { $0.path < $1.path }) { add(file) }
    }

    /// The names of its files that stand alone.
    private static let single = [
        "pages.json", "beginnings.json", "readings.json", "calls.json", "equivalent-mutants.json",
        "assurance.json", "contract.md",
    ]

    /// Whether a file of that place is of a suite at all.
    static func reads(_ path: String) -> Bool {
        SuiteEdition.all.contains { edition in
            single.contains { edition.specs($0) == path }
                || [edition.specs("clauses/"), edition.specs("scenarios/"), edition.payloads]
                    .contains { name(of: path, below: $0) != nil }
        }
    }

    private mutating func add(_ file: SuiteFile) {
        let path = file.path
        if path.hasPrefix("specs/schema/") || path == "specs/README.md" { return }
        if path == edition.specs("pages.json") {
            pages.append(file)
        } else if path == edition.specs("beginnings.json") {
            beginnings = file
        } else if path == edition.specs("readings.json") {
            readings = file
        } else if path == edition.specs("calls.json") {
            calls = file
        } else if path == edition.specs("equivalent-mutants.json") {
            equivalents = file
        } else if path == edition.specs("assurance.json") {
            assurance = file
        } else if path == edition.specs("contract.md") {
            contract = ContractPage(String(decoding: file.bytes, as: UTF8.self))
        } else if Self.name(of: path, below: edition.specs("clauses/")) != nil {
            chapters.append(file)
        } else if let name = Self.name(of: path, below: edition.specs("scenarios/")) {
            scenarios.append((name, file))
        } else if let name = Self.name(of: path, below: edition.payloads) {
            payloads[name] = file
        } else {
            strangers.append(
                SuiteProblem(path: file.shownPath, "nothing reads a file of this name or place"))
        }
    }

    private static func name(of path: String, below folder: String) -> String? {
        guard path.hasPrefix(folder), path.hasSuffix(".json") else { return nil }
        return String(path.dropFirst(folder.count).dropLast(5))
    }
}
