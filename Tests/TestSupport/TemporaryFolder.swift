public import Foundation

/// A folder of one test's own, gone with the suite's value, and that with the test.
public final class TemporaryFolder: Sendable {
    /// Where it lies.
    public let url: URL

    /// Makes it; the name says whose it is, should somebody find it.
    public init(_ name: String) {
        url = FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it.
    public func path(_ name: String) -> String { url.appending(path: name).path() }
}
