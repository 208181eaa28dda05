import Foundation
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A mock that is still there after it was stopped.
struct StateFileTests {
    private let folder: String
    private var path: String { folder + "/shop.state" }

    init() throws {
        folder = NSTemporaryDirectory() + "fanfare-state-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func server(
        _ change: (inout MockServer.Options) -> Void = { _ in }
    ) throws -> MockServer {
        var options = MockServer.Options()
        options.stateFile = path
        change(&options)
        return try MockServer.started(options)
    }

    private func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `a stopped mock goes on where it stood, sandboxes and snapshotless`() async throws {
        defer { removeFolder() }
        let first = try server()
        let shop = try await first.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        try await shop.advance(by: .seconds(90))
        first.stop()
        first.wait()
        #expect(first.stateFailure == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["shop.state"])
        let again = try server()
        let same = MockOrganization(
            id: shop.id, publishableKey: shop.publishableKey, secretKey: shop.secretKey,
            controlToken: nil, server: again)
        #expect(try await same.now() == "2026-01-01T00:01:30Z")
        again.stop()
        again.wait()
    }

    @Test func `changes are saved while the mock runs`() async throws {
        defer { removeFolder() }
        let running = try server { $0.stateInterval = .milliseconds(20) }
        try await running.defaultOrganization.freezeClock()
        while !FileManager.default.fileExists(atPath: path) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let bytes = try #require(try StateFile(path).read())
        _ = try MockState(bytes)
        running.stop()
        running.wait()
    }

    @Test func `a file that is no state is refused at start and stays as it is`() throws {
        defer { removeFolder() }
        try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: MockServerError.self) { try server() }
        #expect(
            error?.description
                == "\(path) cannot be gone on from. It is no state: one begins with the line"
                + " 'fanfare-kit mock 6'. Move it away to begin with the world instead.")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "something else")
    }

    @Test func `a place that cannot be written is refused at start`() throws {
        defer { removeFolder() }
        let error = #expect(throws: MockServerError.self) {
            try server { $0.stateFile = folder + "/missing/shop.state" }
        }
        #expect(error?.description.contains("its folder is not there; make it") == true)
    }

    @Test func `a save that fails leaves the file before and is told of`() async throws {
        defer { removeFolder() }
        let first = try server()
        first.stop()
        first.wait()
        let before = try #require(try StateFile(path).read())
        let second = try server()
        // Where the new file would lie there is a folder now.
        try FileManager.default.createDirectory(
            atPath: path + ".new", withIntermediateDirectories: true)
        _ = try await second.makeOrganization()
        second.stop()
        second.wait()
        #expect(second.stateFailure?.contains("cannot write") == true)
        #expect(try StateFile(path).read() == before)
    }

    @Test func `what others laid where a state is written first is taken away and gets none of it`()
        throws
    {
        defer { removeFolder() }
        // A stranger keeps a second name of what lies there.
        let strangers = folder + "/strangers"
        #expect(FileManager.default.createFile(atPath: strangers, contents: Data()))
        #expect(chmod(strangers, 0o666) == 0)
        #expect(link(strangers, path + ".new") == 0)
        try StateFile(path).write([1, 2, 3], number: 1)
        #expect(try Data(contentsOf: URL(filePath: strangers)).isEmpty)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try StateFile(path).read() == [1, 2, 3])
    }

    @Test func `a pipe where a state is written first holds nobody up`() throws {
        defer { removeFolder() }
        #expect(mkfifo(path + ".new", 0o600) == 0)
        let file = StateFile(path)
        try file.probe()
        #expect(mkfifo(path + ".new", 0o600) == 0)
        try file.write([1], number: 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["shop.state"])
    }

    @Test func `a file is kept by one mock at a time`() throws {
        defer { removeFolder() }
        let first = try server()
        let error = #expect(throws: MockServerError.self) { try server() }
        #expect(
            error?.description
                == "The state in \(path) is kept by another mock that runs."
                + " Stop that one, or choose another file.")
        first.stop()
        first.wait()
        let second = try server()
        second.stop()
        second.wait()
        #expect(second.stateFailure == nil)
    }

    @Test func `a claim that a killed mock left behind hinders nobody`() throws {
        defer { removeFolder() }
        try Data().write(to: URL(fileURLWithPath: path + ".lock"))
        let server = try server()
        server.stop()
        server.wait()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["shop.state"])
    }

    @Test func `an older state that comes late does not replace a newer one`() throws {
        defer { removeFolder() }
        let file = StateFile(path)
        try file.write([2], number: 2)
        try file.write([1], number: 1)
        #expect(try file.read() == [2])
    }

    @Test func `a large state passes where no other large body does`() throws {
        defer { removeFolder() }
        let server = try server()
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { connection.close() }
        var request = HTTPRequest(method: "PUT", target: "/__admin/state")
        request.body = [UInt8](repeating: 0x61, count: 3 << 20)
        try connection.send(request)
        #expect(try connection.receive().status == 400)
        request = HTTPRequest(method: "POST", target: "/auth/guest", body: request.body)
        let other = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { other.close() }
        try other.send(request)
        #expect(try other.receive().status == 413)
        server.stop()
        server.wait()
    }

    @Test func `MockOrganization goes back, and takes its state elsewhere`() async throws {
        defer { removeFolder() }
        let server = try MockServer.started()
        let shop = try await server.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        let snapshot = try await shop.snapshot()
        #expect(snapshot.createdAt == "2026-01-01T00:00:00Z")
        try await shop.advance(by: .seconds(61))
        let state = try await shop.exportState()
        try await shop.restore(snapshot)
        #expect(try await shop.now() == snapshot.createdAt)
        let other = try await server.makeOrganization()
        try await other.importState(state)
        #expect(try await other.now() == "2026-01-01T00:01:01Z")
        await #expect(throws: MockControlError.self) { try await other.importState([1, 2, 3]) }
    }
}
