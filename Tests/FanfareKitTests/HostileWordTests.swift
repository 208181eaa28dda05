import Foundation
import Testing

@testable import fanfare_kit

/// Words, files and folders by others are quoted by the tool, and obeyed by nobody.
struct HostileWordTests {
    private static let bad = "\u{1B}]0;x\u{7}\u{9B}2J\u{202E}##vso[a]b ##[add-mask]c ::error::d"

    private func expectHarmless(
        _ run: ToolRun, quoting words: String = "vso", location: SourceLocation = #_sourceLocation
    ) {
        let text = run.out + run.err
        #expect(text.contains(words), "\(text)", sourceLocation: location)
        let isHarmful = text.unicodeScalars.contains {
            $0 != "\n"
                && ($0.properties.generalCategory == .control
                    || $0.properties.generalCategory == .format)
        }
        #expect(!isHarmful, "\(text)", sourceLocation: location)
        #expect(
            text.firstMatch(of: #/##[a-z]*\[|::error::/#) == nil, "\(text)",
            sourceLocation: location)
    }

    @Test(arguments: [
        ["BAD"], ["--BAD"], ["conform", "--BAD"], ["conform", "BAD"], ["conform", "BAD.json"],
        ["conform", "--only", "BAD"], ["conform", "--known", "BAD"], ["lint", "--specs", "BAD"],
        ["show", "BAD"], ["clauses", "BAD"], ["mock", "--world", "BAD"],
        ["mock", "--world", "./BAD"],
        ["mock", "--at", "BAD", "--port", "0"], ["mock", "--port", "BAD"],
        ["mock", "--host", "BAD", "--port", "0"], ["mutants", "--only", "BAD"],
        ["liberties", "--only", "BAD"], ["liberties", "--seed", "BAD"],
        ["mock", "--proxy-to", "BAD"], ["conform", "--workers", "BAD"], ["compare", "BAD", "BAD"],
    ])
    func `a word is quoted`(_ words: [String]) {
        expectHarmless(ToolRun(words.map { $0.replacing("BAD", with: Self.bad) }))
    }

    @Test func `a world, a target and a suite are quoted where they are wrong`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let scenarios = folder.appending(path: "specs/v1/scenarios/otp")
        try FileManager.default.createDirectory(at: scenarios, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let name = String(decoding: try JSONEncoder().encode(Self.bad + "\n"), as: UTF8.self)
        let file = folder.appending(path: "x.json")
        func write(_ text: String, to file: URL) throws {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        for text in [
            "{\(name): 1}", "{\"extends\": \(name)}", "{\"settings\": {\(name): 1}}",
            "{\"experiences\": [{\"id\": \(name)}, {\"id\": \(name)}]}",
        ] {
            try write(text, to: file)
            let run = ToolRun("mock", "--port", "0", "--world", file.path())
            #expect(run.status == 2)
            if text.contains("extends") || text.hasPrefix("{\"##") { expectHarmless(run) }
            expectHarmless(run, quoting: "error: ")
            #expect(run.err.split(separator: "\n").count == 1, "\(run.err)")
        }
        for text in [
            "{\(name): 1}", "{\"url\": \(name)}", "{\"url\": \"http://h\", \"access\": \(name)}",
        ] {
            try write(text, to: file)
            expectHarmless(ToolRun("conform", file.path()))
        }
        try write("{\(name): 1}", to: scenarios.appending(path: "one.json"))
        expectHarmless(ToolRun("lint", "--specs", folder.appending(path: "specs").path()))
    }

    @Test func `who is named in an address stays unnamed`() {
        for words in [
            ["conform", "http://ann:canary@127.0.0.1:1"],
            ["mock", "--proxy-to", "https://ann:canary@h/x"],
            ["compare", "http://a:canary@h", "x"],
        ] {
            let run = ToolRun(words)
            #expect(run.status == 2)
            #expect(run.err.contains("•••@") && !run.err.contains("canary"), "\(run.err)")
        }
    }
}
