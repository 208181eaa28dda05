import FanfareMock
import Foundation
import TestSupport
import Testing

/// The README is run, so that it cannot promise what is not so.
struct ReadmeTests {
    @Test(.enabled(if: Self.hasCurl, "curl is not installed"))
    func `the linking story prints what it says`() throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let story = try Self.block(after: "## The linking story")
        let expected = story.components(separatedBy: "\n").compactMap { line in
            line.components(separatedBy: "# => ").dropFirst().last
        }
        #expect(expected.count == 12)
        let script = story.replacing("B=http://127.0.0.1:4802", with: "B=\(server.baseURL)")
        #expect(try Self.run(script).components(separatedBy: "\n").dropLast() == expected[...])
    }

    private static let hasCurl = ["/usr/bin/curl", "/usr/local/bin/curl", "/bin/curl"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The first fenced block after a heading.
    private static func block(after heading: String) throws -> String {
        let readme = String(decoding: try Fixtures.bytes("README.md"), as: UTF8.self)
        let section = try #require(readme.components(separatedBy: heading + "\n").last)
        let block = try #require(section.components(separatedBy: "```sh\n").dropFirst().first)
        return try #require(block.components(separatedBy: "```").first)
    }

    private static func run(_ script: String) throws -> String {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", script]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
