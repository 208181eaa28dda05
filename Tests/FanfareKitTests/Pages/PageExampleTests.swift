import FanfareMock
import Foundation
import TestSupport
import Testing

@testable import fanfare_kit

/// The pages are run, so that they cannot promise what is not so.
///
/// Whatever stands between fences of `sh` is pasted into one shell beside a running mock, and has to
/// print what stands behind `# => `. Other fences are not run.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct PageExampleTests {
    private static let hasCurl = ["/usr/bin/curl", "/usr/local/bin/curl", "/bin/curl"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        .enabled(if: Self.hasCurl, "curl is not installed"),
        arguments: ["README.md"] + Topic.all.map(\.path))
    func `what a page lets type prints what the page says`(_ path: String) throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let script = try Page(path).blocks("sh").joined(separator: "\n")
            .replacing("swift run -c release fanfare-kit", with: "fanfare-kit")
            .replacing("4802", with: "\(server.port)")
        let expected = ExpectedOutput(of: script)
        #expect(!expected.lines.isEmpty, "a page has an example")
        let (output, errors) = try Self.run(script)
        #expect(
            expected.matches(output),
            """
            expected:
            \(expected.lines.joined(separator: "\n"))
            printed:
            \(output.joined(separator: "\n"))
            and as errors:
            \(errors)
            """)
    }

    /// Runs a script in a folder of its own, two minutes at most; the lines that it prints.
    private static func run(_ script: String) throws -> (output: [String], errors: String) {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
        defer { try? manager.removeItem(at: folder) }
        for name in ["bin", "here"] {
            try manager.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try manager.createSymbolicLink(
            atPath: folder.path() + "/bin/fanfare-kit", withDestinationPath: MockProcess.program)
        let files = try ["output", "errors"].map { name in
            let file = folder.appending(path: name)
            try Data().write(to: file)
            return (url: file, handle: try FileHandle(forWritingTo: file))
        }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        // What was started in the background ends with the page.
        shell.arguments = ["-c", "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n" + script]
        shell.currentDirectoryURL = folder.appending(path: "here")
        shell.environment = [
            "PATH": folder.path() + "/bin:/usr/bin:/bin", "HOME": folder.path(),
        ]
        shell.standardOutput = files[0].handle
        shell.standardError = files[1].handle
        try shell.run()
        for _ in 0..<4 { shell.waitPatiently() }
        if shell.isRunning {
            shell.terminate()
            usleep(100_000)
            kill(shell.processIdentifier, SIGKILL)
        }
        let texts = try files.map { String(decoding: try Data(contentsOf: $0.url), as: UTF8.self) }
        return (texts[0].components(separatedBy: "\n").dropLast(), texts[1])
    }
}

/// What a page may say of an output.
struct ExpectedOutputTests {
    @Test(
        arguments: [
            (["a"], ["a"], true), (["a"], ["b"], false), (["a"], ["a", "b"], false),
            (["a…"], ["a and more"], true), (["…z"], ["a to z"], true), (["a…b…c"], ["abc"], true),
            (["a…b…c"], ["acb"], false), (["a…a"], ["a"], false), (["…"], [], true),
            (["…", "z"], ["a", "b", "z"], true), (["…", "z"], ["a", "b"], false),
            (["a", "…"], ["a"], true), (["…", "b", "…", "b"], ["b", "c", "b"], true),
        ] as [([String], [String], Bool)])
    func `three dots stand for any text, alone for any lines`(
        _ expected: [String], _ output: [String], _ matches: Bool
    ) {
        #expect(ExpectedOutput(lines: expected).matches(output) == matches)
    }

    @Test func `what a page says stands behind an arrow`() {
        let script = "echo a # => a\necho b\n# => …\necho '# x'"
        #expect(ExpectedOutput(of: script).lines == ["a", "…"])
    }
}
