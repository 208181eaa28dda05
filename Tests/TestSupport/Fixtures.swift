public import Foundation

/// The data files that tests read from the package, found from where this file lies.
public enum Fixtures {
    /// The folder that holds `Package.swift`.
    public static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The bytes of a file named relative to the package, such as `fixtures/json/y_a.json`.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: packageRoot.appending(path: path)))
    }

    /// The names in a folder of the package, sorted.
    public static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: packageRoot.appending(path: folder).path()
        ).sorted()
    }
}
