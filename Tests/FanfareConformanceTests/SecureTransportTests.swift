import FanfareConformance
import Foundation
import HTTPEngine
import Testing

/// TLS against `openssl s_server`, which nobody here wrote.
@Suite(.enabled(if: TLSServer.isAvailable, "no openssl is installed"))
struct SecureTransportTests {
    @Test func `an answer comes over TLS, and the connection is known to be over`() throws {
        let server = try TLSServer()
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(server.port)")),
            authorities: server.certificate)
        for _ in 1...3 {
            let channel = try transport.open()
            try channel.send(
                HTTPRequest(method: "GET", target: "/", headers: ["Host": "localhost"]))
            let response = try channel.receive()
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self).contains("TLSv1"))
            #expect(!channel.isOpen)
        }
    }

    @Test func `a certificate nobody vouches for is refused`() throws {
        let server = try TLSServer()
        let failure = try Self.failure("https://localhost:\(server.port)", nil)
        #expect(failure.kind == .unreachable)
        #expect(
            failure.description.hasPrefix(
                "the certificate of localhost is not trusted: self-signed"))
    }

    @Test func `a certificate for another host is refused`() throws {
        let server = try TLSServer()
        let failure = try Self.failure("https://127.0.0.1:\(server.port)", server.certificate)
        #expect(
            failure.description
                == "the certificate of 127.0.0.1 is not trusted: IP address mismatch")
    }

    @Test func `authorities that cannot be read are refused at once`() throws {
        let address = try #require(TargetAddress("https://localhost:1"))
        #expect(throws: TransportFailure.self) {
            try SecureTransport(address, authorities: "/nowhere/ca.pem")
        }
    }

    private static func failure(_ url: String, _ authorities: String?) throws -> TransportFailure {
        let address = try #require(TargetAddress(url))
        do throws(TransportFailure) {
            _ = try SecureTransport(address, authorities: authorities).open()
        } catch {
            return error
        }
        Issue.record("the connection was accepted")
        return TransportFailure(.broken, "")
    }
}

/// `openssl s_server` with a fresh certificate for `localhost`.
private final class TLSServer {
    let port: Int
    let certificate: String
    private let process = Process()
    private let folder: URL

    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: openssl) }
    private static let openssl = "/usr/bin/openssl"

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "cert.pem").path()
        let key = folder.appending(path: "key.pem").path()
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
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try Self.port(output.fileHandleForReading)
    }

    deinit {
        process.terminate()
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
