import Foundation
import TestSupport
import Testing

@testable import FanfareConformance

/// Codes are asked for until there is one that is newer than the last.
struct CodeReaderTests {
    private let scratch = TemporaryFolder("codes")
    private var folder: URL { scratch.url }
    private let early = Timestamp(milliseconds: 0)
    private let late = Timestamp(milliseconds: 1000)

    private func reader(_ command: String, wait: Int = 60_000) throws -> CodeReader {
        let address = try #require(TargetAddress("http://target.example"))
        var target = Target(name: "t", address: address)
        target.codes = .command(command)
        target.codeWait = TimeSpan(milliseconds: wait)
        target.folder = folder.path()
        return CodeReader(target, leastRest: TimeSpan(milliseconds: 1))
    }

    /// Prints a file's next line at each run, and its last one from then on.
    private static let nextLine =
        "n=$(cat count 2>/dev/null || echo 0); n=$((n+1)); echo $n >count; head -n $n codes | tail -n 1"

    @Test func `a code that comes late is waited for`() throws {
        let reader = try reader(Self.nextLine)
        try Data("none\nnone\n123456\n".utf8).write(to: folder.appending(path: "codes"))
        #expect(try reader.code(to: "ann@example.com", since: early) == "123456")
    }

    @Test func `a second code is another than the first`() throws {
        let reader = try reader(Self.nextLine)
        try Data("123456\n123456\n123456\n654321\n".utf8)
            .write(to: folder.appending(path: "codes"))
        #expect(try reader.code(to: "ann@example.com", since: early) == "123456")
        #expect(try reader.code(to: "ann@example.com", since: late) == "654321")
    }

    @Test func `of several that were asked for the newest is read, which comes last`() throws {
        let reader = try reader(Self.nextLine)
        try Data("123456\n654321\n222222\n".utf8).write(to: folder.appending(path: "codes"))
        #expect(
            try reader.code(to: "ann@example.com", since: early, isOneOfSeveral: true) == "654321")
        #expect(try reader.code(to: "ann@example.com", since: early) == "654321")
    }

    @Test func `where nothing was asked for since, the code is the same`() throws {
        let reader = try reader(Self.nextLine)
        try Data("123456\n654321\n".utf8).write(to: folder.appending(path: "codes"))
        #expect(try reader.code(to: "ann@example.com", since: early) == "123456")
        #expect(try reader.code(to: "ann@example.com", since: early) == "123456")
    }

    @Test func `no newer code is told from none at all`() throws {
        let reader = try reader("echo 123456", wait: 100)
        _ = try reader.code(to: "ann@example.com", since: early)
        #expect(throws: CodeReader.Failure.self) {
            try reader.code(to: "ann@example.com", since: late)
        }
        do throws(CodeReader.Failure) {
            _ = try reader.code(to: "ann@example.com", since: late)
        } catch {
            guard case .stale = error else { return #expect(Bool(false), "\(error)") }
        }
        #expect(try reader.code(to: "bob@example.com", since: late) == "123456")
    }

    @Test(arguments: ["./no-such-command {to}", "touch x; ./x"])
    func `a command that cannot be run is refused at once`(_ command: String) throws {
        let reader = try reader(command)
        do throws(CodeReader.Failure) {
            _ = try reader.code(to: "ann@example.com", since: early)
        } catch {
            guard case .unusable(let text) = error else { return #expect(Bool(false), "\(error)") }
            #expect(
                text.contains(
                    "The command for codes does not work: the command ended with status 12"))
        }
    }

    @Test(.enabled(if: isatty(0) != 1, "a person at the terminal sees the complaints"))
    func `one that only complains is refused, unless it has given a code before`() throws {
        let broken = try reader("echo no such inbox >&2; exit 2", wait: 100)
        do throws(CodeReader.Failure) {
            _ = try broken.code(to: "ann@example.com", since: early)
        } catch {
            guard case .unusable(let text) = error else { return #expect(Bool(false), "\(error)") }
            #expect(text.contains(#"it complained "no such inbox""#))
        }
        let tired = try reader(
            "[ -e x ] && { echo gone >&2; exit 2; }; touch x; echo 123456", wait: 100)
        _ = try tired.code(to: "ann@example.com", since: early)
        do throws(CodeReader.Failure) {
            _ = try tired.code(to: "ann@example.com", since: late)
        } catch {
            guard case .none = error else { return #expect(Bool(false), "\(error)") }
        }
    }

    @Test func `the moment before the request is told to the command`() throws {
        let reader = try reader("[ '{since}' = 1970-01-01T00:00:01Z ] && echo 123456")
        #expect(try reader.code(to: "ann@example.com", since: late) == "123456")
    }

    @Test func `a command that cannot run ends the whole run, and is told of once`() throws {
        let scenario = """
            {"title": "t", "clause": "otp.a", "steps": [
              {"send": "POST /auth/otp/request", "body": {"email": "{email.ann}"}},
              {"inbox": "{email.ann}", "keep": {"code": "/code"}},
              {"send": "GET /x", "expect": {"status": 200}}]}
            """
        let suite = try Suite(
            files: TinySuite.files(["otp/a": scenario, "otp/b": scenario, "otp/c": scenario]))
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite) { $0.codes = .command("/no/such/command") }
        let results = Runner(context, workers: 1).run(suite.scenarios)
        #expect(results.map(\.verdict) == [.notRun, .notRun, .notRun])
        #expect(target.requests.count == 1)
        let report = RunReport(
            context: context, results: results, startedAt: early, milliseconds: 1)
        #expect(report.exitStatus == .unusable)
        #expect(report.ending?.contains("ended with status 127") == true)
        #expect(report.ending?.hasSuffix("3 of 3 scenarios did not run.") == true)
    }
}
