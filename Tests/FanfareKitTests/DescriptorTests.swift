import FanfareConformance
import Foundation
import HTTPEngine
import SystemFiles
import TestSupport
import Testing

/// A mock that the system gives no further descriptors.
struct DescriptorTests {
    /// How many hundredths of a second of processor time a process has used, where that can be read.
    private func ticks(_ process: Process) -> Int? {
        let stat = try? Files.read("/proc/\(process.processIdentifier)/stat")
        let words = stat.map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        return words.count > 14 ? (Int(words[13]) ?? 0) + (Int(words[14]) ?? 0) : nil
    }

    @Test(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
    func `out of descriptors it serves whom it has, waits, and takes the others in later`() throws {
        // A few fewer than its own limit of connections leaves it.
        let mock = try MockProcess(after: "ulimit -n 13", endsWithTests: false)
        let connect = { try mock.connect() }
        let health = HTTPRequest(method: "GET", target: "/health")
        let served = try (0..<2).map { _ in try connect() }
        for client in served {
            try client.send(health)
            #expect(try client.receive().status == 200)
        }
        let waiting = try (0..<20).map { _ in try connect() }
        for client in waiting { try client.send(health) }
        let before = ticks(mock.process)
        try served[0].send(HTTPRequest(method: "GET", target: "/__admin/inbox?wait=1s"))
        #expect(try served[0].receive().status == 200)
        if let before, let after = ticks(mock.process) {
            #expect(after - before < 50, "it takes \(after - before) % of a processor to wait")
        }
        for client in served { client.close() }
        for client in waiting {
            #expect(try client.receive().status == 200)
            client.close()
        }
        #expect(mock.end() == 0)
    }
}
