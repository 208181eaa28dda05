import Foundation
import Testing

@testable import FanfareMock

/// The names that Swift tests use are those of the mock, all of them.
struct MockNamesTests {
    @Test func `every call has its name`() throws {
        let names = Editions.all.routes.map(\.name)
        let source = try String(
            contentsOfFile: #filePath.replacing(
                "Tests/FanfareMockTests/MockNamesTests.swift",
                with: "Sources/FanfareMock/InTests/MockOperation.swift"), encoding: .utf8)
        for name in names { #expect(source.contains("= \"\(name)\""), "\(name) has no name") }
        let known = source.matches(of: /: Self = "([^"]*)"/).map { String($0.1) }
        #expect(Set(known) == Set(names))
    }

    @Test func `every kind of violation and every error has its name`() throws {
        for (file, names) in [
            ("MockViolation+Kind", Violation.Kind.allCases.map(\.rawValue)),
            ("MockErrorName", DocumentedError.allCases.map(\.rawValue)),
        ] {
            let source = try String(
                contentsOfFile: #filePath.replacing(
                    "Tests/FanfareMockTests/MockNamesTests.swift",
                    with: "Sources/FanfareMock/InTests/\(file).swift"), encoding: .utf8)
            let known = source.matches(of: /static let (\w+)/).map { String($0.1) }
            #expect(Set(known) == Set(names))
        }
    }
}
