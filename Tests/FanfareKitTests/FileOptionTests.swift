import Foundation
import SystemFiles
import TestSupport
import Testing

@testable import fanfare_kit

/// Every file and folder that a command line can name, held against everything that can lie there.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct FileOptionTests {
    /// What a command does with what is named.
    enum Use: Sendable {
        case reads, writes, keeps, readsFolder, fillsFolder

        /// What cannot be used so.
        var refused: [Lie] {
            switch self {
            case .reads: [.empty, .missing, .folder, .below, .circle, .vast, .silent, .unreadable]
            case .writes: [.empty, .beyond, .folder, .below, .circle, .full, .unreadable]
            case .keeps:
                [.empty, .beyond, .folder, .below, .circle, .full, .vast, .silent, .unreadable]
            case .readsFolder: [.empty, .missing, .file, .below, .circle, .cycle, .other]
            case .fillsFolder: [.empty, .file, .below, .circle]
            }
        }
    }

    /// What may lie at a path.
    enum Lie: String, CaseIterable, Sendable {
        case empty, missing, beyond, folder, file, below, circle, full, vast, silent, unreadable
        case cycle, other

        /// The path of one, made in a folder; nil where it cannot be made.
        func make(in folder: String, suffix: String) throws -> String? {
            let path = "\(folder)/\(rawValue)\(suffix)"
            switch self {
            case .empty: return ""
            case .missing: return path
            case .beyond: return path + "/p" + suffix
            case .folder, .other: try make(folder: path)
            case .file: try Data("x".utf8).write(to: URL(filePath: path))
            case .below:
                try Data("x".utf8).write(to: URL(filePath: path))
                return path + "/p" + suffix
            case .circle: symlink(path, path)
            case .full: return "/dev/full"
            case .vast:
                try Data().write(to: URL(filePath: path))
                // As large as some file systems let a file claim to be.
                guard truncate(path, 300 << 30) == 0 else { return nil }
            case .silent: mkfifo(path, 0o600)
            case .unreadable:
                guard geteuid() != 0 else { return nil }
                try Data("x".utf8).write(to: URL(filePath: path))
                chmod(path, 0)
            case .cycle:
                try make(folder: path + "/v1/scenarios")
                symlink("..", path + "/v1/scenarios/up")
            }
            return path
        }

        private func make(folder: String) throws {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        }
    }

    /// A place on a command line; `@` stands for the path.
    struct Spot: Sendable, CustomTestStringConvertible {
        let words: [String]
        let use: Use
        /// A target is taken for a file by its name.
        var suffix: String { words[1] == "@" && use == .reads ? ".json" : "" }
        var testDescription: String { words.joined(separator: " ") }
        init(_ line: String, _ use: Use) {
            words = line.split(separator: " ").map(String.init)
            self.use = use
        }
    }

    static let spots: [Spot] =
        [
            Spot("mock --port 0 --world @", .reads), Spot("mock --port 0 --port-file @", .writes),
            Spot("mock --port 0 --inbox-file @", .writes), Spot("mock --port 0 --state @", .keeps),
            Spot("conform --known @", .reads), Spot("conform --export-hurl @", .fillsFolder),
            Spot("conform @", .reads), Spot("compare @ @", .reads), Spot("init @", .fillsFolder),
            Spot("mutants --list --json @", .writes), Spot("mutants --assurance @", .writes),
            Spot("coverage --markdown @", .writes),
            Spot("liberties --list --json @", .writes), Spot("doctor @", .reads),
            Spot("doctor x --write @", .writes), Spot("clean @", .reads),
            Spot("conform --only guest/session --ledger @", .writes),
            Spot("explore --save @", .fillsFolder), Spot("conform --har @", .reads),
        ]
        + [
            "conform", "compare a b", "doctor x", "lint", "show x", "clauses", "readings",
            "coverage", "explore",
            "mutants", "liberties",
        ].map { Spot("\($0) --specs @", .readsFolder) }
        + ConformRun.reports.map {
            Spot("conform --only guest/session \($0.option.name) @", .writes)
        }
        + ConformRun.reports.filter { $0.option.name != "--write-known" }.map {
            Spot("compare a b --only guest/session \($0.option.name) @", .writes)
        }

    @Test func `every option that names a file or a folder has a row here`() {
        let known = Set(
            Self.spots.map { "\($0.words[0]) \($0.words.last { $0.hasPrefix("--") } ?? "")" })
        for command in FanfareKit.commands {
            for option in command.options {
                guard let value = option.value, value.contains("FILE") || value.contains("DIR")
                else { continue }
                #expect(known.contains("\(command.name) \(option.name)"))
            }
        }
    }

    @Test(arguments: spots)
    func `what cannot be used is one sentence and exit status 2`(_ spot: Spot) throws {
        let folder = try TemporaryFolder()
        let runs = try spot.use.refused.compactMap { lie -> (Lie, String, Run)? in
            guard let path = try lie.make(in: folder.path, suffix: spot.suffix) else { return nil }
            return (lie, path, try Run(spot.words.map { $0 == "@" ? path : $0 }, in: folder.path))
        }
        for (lie, path, run) in runs {
            let (status, text) = run.wait()
            #expect(status == 2, "\(lie): \(text)")
            #expect(text.hasPrefix("error: "), "\(lie): \(text)")
            #expect(text.split(separator: "\n").count == 1, "\(lie): \(text)")
            let name = lie == .full ? path : folder.path + "/\(lie)"
            if lie != .empty { #expect(text.contains(name), "\(lie): \(text)") }
        }
    }

    @Test func `a link to what is not there yet is followed, and stays a link`() throws {
        let folder = try TemporaryFolder()
        for name in ["report", "state", "new"] {
            symlink("real-\(name)", folder.path + "/" + name)
        }
        let report = try Run(
            ["conform", "--only", "guest/session", "--json", folder.path + "/report"],
            in: folder.path)
        #expect(report.wait().status == 0)
        let mock = try MockProcess("--state", folder.path + "/state")
        #expect(mock.end() == 0)
        let coverage = try Run(["coverage", "--markdown", folder.path + "/new"], in: folder.path)
        #expect(coverage.wait().status == 0)
        for name in ["report", "state", "new"] {
            let path = folder.path + "/" + name
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: path) == "real-\(name)")
            #expect(try Files.read(folder.path + "/real-" + name).count > 100)
        }
    }

    @Test func `what another command prints is read as a file would be`() throws {
        let folder = try TemporaryFolder()
        let script = """
            "$0" conform --only guest/session --known <(sleep 0.2; echo '{"known":[]}') &&
            echo '{"known":[]}' | "$0" conform --only guest/session --known /dev/stdin &&
            "$0" conform --only guest/session --json >(cat > copy) --tap /dev/null
            """
        let run = try Run(bash: script, in: folder.path)
        let (status, text) = run.wait()
        #expect(status == 0, "\(text)")
    }

    @Test func `a state that is larger than the memory is refused in a sentence`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state"
        let mock = try MockProcess("--state", path)
        #expect(mock.end() == 0)
        // Holes take no space on the disk, and all of it in memory.
        #expect(truncate(path, 3 << 30) == 0)
        let run = try Run(
            bash: "ulimit -v 3000000; exec \"$0\" mock --port 0 --state '\(path)'", in: folder.path)
        let (status, text) = run.wait()
        #expect(status == 2, "\(text)")
        #expect(text.contains("the system gives no memory for its 3072 MiB"), "\(text)")
    }

    /// A folder that goes with the test.
    final class TemporaryFolder {
        let path = NSTemporaryDirectory() + "fanfare-files-\(UUID().uuidString)"
        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The tool in a process of its own, at most half a minute long.
    final class Run {
        private let process = Process()
        private let errors = Pipe()

        convenience init(_ words: [String], in folder: String) throws {
            try self.init(MockProcess.program, words, folder)
        }

        convenience init(bash script: String, in folder: String) throws {
            try self.init("/bin/bash", ["-c", script, MockProcess.program], folder)
        }

        private init(_ program: String, _ words: [String], _ folder: String) throws {
            process.executableURL = URL(filePath: program)
            process.arguments = words
            process.currentDirectoryURL = URL(filePath: folder)
            process.environment = ["HOME": folder, "PATH": "/usr/bin:/bin"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
        }

        /// The status and what was written to the standard error.
        func wait() -> (status: Int32, text: String) {
            process.waitPatiently()
            guard !process.isRunning else {
                kill(process.processIdentifier, SIGKILL)
                return (-1, "it does not end")
            }
            let text = errors.fileHandleForReading.readDataToEndOfFile()
            return (process.terminationStatus, String(decoding: text, as: UTF8.self))
        }
    }
}
