import Foundation
import TestSupport
import Testing

@testable import fanfare_kit

struct TopicTests {
    @Test(arguments: Topic.all.map(\.name))
    func `a topic is printed as its page, and stands in the help with a line`(
        _ name: String
    ) throws {
        let topic = try #require(Topic.all.first { $0.name == name })
        let run = ToolRun("help", name)
        #expect(run.status == 0)
        let page = try Page(topic.path).text
        let comment = /(?m)^<!--.*-->\n/
        expectSameText(run.out, page.replacing(comment, with: ""))
        #expect(page.hasPrefix("# "))
        #expect(page.components(separatedBy: "\n").count - 1 <= 100)
        let lines = ToolRun("help").out.components(separatedBy: "\n")
        #expect(lines.contains { $0.hasPrefix("  \(name) ") && $0.hasSuffix("  \(topic.summary)") })
        #expect(!topic.summary.isEmpty && topic.summary.count <= 84)
    }

    @Test func `every page in the folder of topics is one`() throws {
        let folder = "Sources/fanfare-kit/Topics"
        let topics = Topic.all.map(\.path).filter { $0.hasPrefix(folder) }
        #expect(try Fixtures.names(in: folder).map { "\(folder)/\($0)" } == topics.sorted())
        let words = FanfareKit.commands.map(\.name) + Topic.all.map(\.name)
        #expect(Set(words).count == words.count, "a word is a command or a topic")
    }

    @Test(arguments: [
        (["help", "fault"], "There is no command or topic 'fault'. Did you mean 'faults'?"),
        (["help", "conformm"], "There is no command or topic 'conformm'. Did you mean 'conform'?"),
        (
            ["help", "nonsense"],
            "There is no command or topic 'nonsense'. 'fanfare-kit help' lists them."
        ),
        (["webhooks"], "Unknown command 'webhooks'. Did you mean 'help webhooks'?"),
    ])
    func `a word that is none leads to the nearest one`(_ words: [String], _ error: String) {
        let run = ToolRun(words)
        #expect(run.status == 2)
        expectSameText(run.err, "error: \(error)\n")
    }

    @Test func `the front page is short, and its failure is one that happens`() throws {
        let page = try Page("README.md")
        #expect(page.text.components(separatedBy: "\n").count - 1 <= 120)
        let golden = String(
            decoding: try Fixtures.bytes("fixtures/golden/wrong-server.txt"), as: UTF8.self)
        let failure = try #require(golden.components(separatedBy: "\n\nfailed alike").first)
        let shown = try #require(page.blocks("").first)
        #expect(
            ExpectedOutput(lines: shown.components(separatedBy: "\n"))
                .matches(failure.components(separatedBy: "\n")))
    }

    @Test func `the Swift of the page is that of a package which is built`() throws {
        let package = "fixtures/consumer-package"
        let files = ["Package", "Tests/ShopTests/ShopTests", "Tests/ShopTests/ConformanceTests"]
        let sources = try files.map {
            String(decoding: try Fixtures.bytes("\(package)/\($0).swift"), as: UTF8.self)
        }
        let tests = try Page("Sources/fanfare-kit/Topics/swift.md").blocks("swift").suffix(2)
        #expect(zip(sources.dropFirst(), tests).allSatisfy { $0.hasPrefix($1) })
        #expect(sources[0].contains(#".package(path: "PATH-TO/fanfare-kit")"#))
    }

    @Test func `the version stands above its changes, and is told with its commit`() throws {
        let changes = try Page("Sources/fanfare-kit/Topics/changes.md").text
        let newest = try #require(changes.components(separatedBy: "\n## ").dropFirst().first)
        #expect(newest.hasPrefix(Version.number + ","))
        let told = try #require(Version.text.wholeMatch(of: /([0-9.]+)(?: \(([0-9a-f]{7})\))?/))
        #expect(String(told.1) == Version.number)
        #expect(told.2.map(String.init) == Version.commit.map { String($0.prefix(7)) })
    }
}

/// Links within the package lead somewhere.
struct LinkTests {
    static let pages =
        ["README.md", "specs/v1/contract.md", "fixtures/consumer-package/README.md"]
        + Topic.all.map(\.path)

    @Test(arguments: pages)
    func `every link of a page leads to a file and to a heading in it`(_ path: String) throws {
        let page = try Page(path)
        let folder = Fixtures.packageRoot.appending(path: path).deletingLastPathComponent()
        for link in page.prose.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) })
        where !link.hasPrefix("http") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? path : Self.relative(folder, String(parts[0]))
            let exists = FileManager.default.fileExists(
                atPath: Fixtures.packageRoot.appending(path: file).path())
            #expect(exists, "\(path): \(link) leads nowhere")
            if exists, parts.count == 2 {
                let anchors = try Page(file).anchors
                #expect(anchors.contains(String(parts[1])), "\(path): \(link): no such heading")
            }
        }
    }

    /// A link's file as seen from the package.
    private static func relative(_ folder: URL, _ link: String) -> String {
        let root = Fixtures.packageRoot.standardizedFileURL.path()
        let file = folder.appending(path: link).standardizedFileURL.path()
        return file.hasPrefix(root) ? String(file.dropFirst(root.count)) : file
    }
}
