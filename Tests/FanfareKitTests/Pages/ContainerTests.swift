import Foundation
import JSONTree
import TestSupport
import Testing

@testable import fanfare_kit

/// The container of `.ci/Containerfile`, which no test can build.
struct ContainerTests {
    private let lines: [String]

    init() throws {
        lines = String(decoding: try Fixtures.bytes(".ci/Containerfile"), as: UTF8.self)
            .components(separatedBy: "\n")
    }

    /// The words of an instruction in the form of a JSON array.
    private func words(_ instruction: String) throws -> [String] {
        let line = try #require(lines.first { $0.hasPrefix("\(instruction) [") })
        let node = try JSONNode(parsing: String(line.dropFirst(instruction.count + 1)))
        return try #require(node.elements).compactMap(\.string)
    }

    @Test func `the container serves the mock to others by options that there are`() throws {
        #expect(try words("ENTRYPOINT") == ["fanfare-kit"])
        let command = try words("CMD")
        #expect(command.first == "mock")
        let arguments = try Arguments(command.dropFirst(), for: .mock)
        #expect(arguments.value("--host") == "0.0.0.0")
        #expect(!arguments.has("--control-token"), "a list of processes would show it")
        #expect(lines.contains { $0.contains(ControlOption.variable) })
    }

    @Test func `the container asks the mock how it is, at the port that it serves`() throws {
        let check = try #require(lines.first { $0.contains("CMD [\"curl\"") })
        #expect(check.hasSuffix(#""http://127.0.0.1:4802/health"]"#))
        #expect(lines.contains("EXPOSE 4802"))
    }
}
