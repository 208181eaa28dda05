import Foundation
import Testing

/// `openssl s_server` with a fresh certificate for `localhost`.
final class TLSServer {
    let port: Int
    let certificate: String
    let key: String
    private let process = Process()
    private let folder: URL

    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: openssl) }
    private static let openssl = "/usr/bin/openssl"

    init(options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "cert.pem").path()
        key = folder.appending(path: "key.pem").path()
        let request = Process()
        request.executableURL = URL(filePath: Self.openssl)
        request.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
        ]
        // The end of its output is the end of the process; waiting for an exit needs a run loop.
        let words = Pipe()
        request.standardError = words
        try request.run()
        _ = try words.fileHandleForReading.readToEnd()
        process.executableURL = URL(filePath: Self.openssl)
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www",
            "-cert2", certificate, "-key2", key,
        ]
        process.arguments? += options
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try Self.port(output.fileHandleForReading)
    }

    deinit {
        // The test runner's threads block SIGTERM, and what they start inherits that.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// `ACCEPT 127.0.0.1:43210`, once it listens.
    private static func port(_ output: FileHandle) throws -> Int {
        var text = ""
        while !text.contains(/ACCEPT .*:\d+\n/), case let data = output.availableData, !data.isEmpty
        {
            text += String(decoding: data, as: UTF8.self)
        }
        let match = try #require(text.firstMatch(of: /ACCEPT .*:(\d+)\n/))
        return try #require(Int(match.1))
    }
}
