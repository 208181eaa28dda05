import FanfareMock
import Foundation
import SystemFiles
import Testing

@testable import fanfare_kit

/// `--watch`, look by look.
struct WorldWatchTests {
    private final class Bench {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "world-\(UUID().uuidString).json")
        var said: [String] = []
        /// What the page shows, one after the other.
        var shown: [String?] = []
        var worlds: [MockServer.Options.World] = []
        private(set) lazy var watch = WorldWatch(
            file.path(),
            reload: { [unowned self] world throws(MockServerError) in
                worlds.append(world)
                if case .text("broken", _) = world { throw .badWorld("w.json:1:1: broken") }
                return "much"
            }, say: { [unowned self] in said.append($0) },
            show: { [unowned self] in shown.append($0) })

        init() throws {
            try write("one")
            _ = watch
        }

        deinit { try? FileManager.default.removeItem(at: file) }

        func write(_ text: String, inPlace: Bool = true) throws {
            try text.write(to: file, atomically: !inPlace, encoding: .utf8)
        }

        func look(times: Int = 1) { for _ in 0..<times { watch.look() } }
    }

    @Test func `a file that nobody touches is left alone`() throws {
        let bench = try Bench()
        bench.look(times: 3)
        #expect(bench.worlds.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a change is read once, whether the file was written or replaced`(_ inPlace: Bool) throws {
        let bench = try Bench()
        try bench.write("three", inPlace: inPlace)
        bench.look(times: 4)
        #expect(bench.worlds == [.text("three", path: bench.file.path())])
        #expect(
            bench.said == [
                "\(bench.file.path()) has changed: the default organization begins anew, with much.\n"
            ])
    }

    @Test func `a file that is still being written is left until it rests`() throws {
        let bench = try Bench()
        try bench.write("")
        bench.look()
        try bench.write("whole")
        bench.look()
        #expect(bench.worlds.isEmpty)
        bench.look()
        #expect(bench.worlds == [.text("whole", path: bench.file.path())])
    }

    @Test func `a file that is away for a moment is no change until it is back`() throws {
        let bench = try Bench()
        try FileManager.default.removeItem(at: bench.file)
        bench.look()
        try bench.write("back again")
        bench.look(times: 2)
        #expect(bench.worlds.count == 1)
        #expect(bench.said.count == 1)
    }

    @Test func `a file that is gone is said once, and read when it is back`() throws {
        let bench = try Bench()
        try FileManager.default.removeItem(at: bench.file)
        bench.look(times: 4)
        let path = bench.file.path()
        #expect(
            bench.said == [
                "error: \(path) is gone. The world before stays, until the file is back.\n"
            ])
        try bench.write("back again")
        bench.look(times: 2)
        #expect(bench.worlds.count == 1)
    }

    @Test func `a file that was moved away and back is no change`() throws {
        let bench = try Bench()
        let aside = bench.file.appendingPathExtension("aside")
        try FileManager.default.moveItem(at: bench.file, to: aside)
        bench.look(times: 2)
        try FileManager.default.moveItem(at: aside, to: bench.file)
        bench.look(times: 3)
        #expect(bench.worlds.isEmpty)
        #expect(bench.said.count == 2)
        #expect(bench.said.last == "\(bench.file.path()) is back, as it was.\n")
        #expect(bench.shown == ["\(bench.file.path()) is gone.", nil])
    }

    @Test func `a broken file is said once, and the next one is read`() throws {
        let bench = try Bench()
        try bench.write("broken")
        bench.look(times: 3)
        #expect(
            bench.said == [
                "error: w.json:1:1: broken\n"
                    + "The world before stays; save the file again when it is mended.\n"
            ])
        try bench.write("mended!")
        bench.look(times: 2)
        #expect(bench.said.count == 2)
        #expect(bench.shown == ["w.json:1:1: broken", nil])
    }
}
