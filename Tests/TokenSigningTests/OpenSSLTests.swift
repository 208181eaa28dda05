import Foundation
import TestSupport
import Testing
import TokenSigning

/// Runs `openssl` on files in a folder of its own.
private struct OpenSSL: ~Copyable {
    static let executable: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":").map { URL(filePath: String($0)).appending(path: "openssl") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path()) }

    let folder: URL

    init(_ test: String = #function) throws {
        let name = "openssl-\(ProcessInfo.processInfo.processIdentifier)-\(test.hashValue)"
        folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// The exit status; what it says is dropped.
    func run(_ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitPatiently()
        return process.terminationStatus
    }
}

/// What RFC 8410 puts before a seed (PKCS #8) and before a public key.
private let privatePrefix = bytes(hexadecimal: "302e020100300506032b657004220420")
private let publicPrefix = bytes(hexadecimal: "302a300506032b6570032100")

@Suite("openssl", .enabled(if: OpenSSL.executable != nil, "there is no openssl on the PATH"))
struct OpenSSLTests {
    private let seed = SHA256.hash("the key that both sign with").bytes
    private let message = Array("one message, one signature".utf8)

    @Test func `openssl makes the public key and the signature that we make`() throws {
        let openssl = try OpenSSL()
        let key = Ed25519PrivateKey(seed: seed)
        try openssl.write(privatePrefix + seed, to: "key.der")
        try openssl.write(message, to: "message")
        #expect(
            try openssl.run(
                "pkey", "-inform", "DER", "-in", "key.der", "-pubout", "-outform", "DER", "-out",
                "public.der") == 0)
        #expect(try openssl.read("public.der") == publicPrefix + key.publicKey.bytes)
        #expect(
            try openssl.run(
                "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", "key.der", "-in",
                "message", "-out", "signature") == 0)
        let signature = try openssl.read("signature")
        #expect(signature == key.sign(message))
        #expect(key.publicKey.isValid(signature: signature, for: message))
    }

    @Test func `openssl accepts what we sign and refuses what we refuse`() throws {
        let openssl = try OpenSSL()
        let key = Ed25519PrivateKey(seed: seed)
        try openssl.write(publicPrefix + key.publicKey.bytes, to: "public.der")
        try openssl.write(message, to: "message")
        var signature = key.sign(message)
        #expect(try status(of: signature, openssl) == 0)
        signature[40] ^= 1
        #expect(try status(of: signature, openssl) != 0)
        #expect(!key.publicKey.isValid(signature: signature, for: message))
    }

    private func status(of signature: [UInt8], _ openssl: borrowing OpenSSL) throws -> Int32 {
        try openssl.write(signature, to: "signature")
        return try openssl.run(
            "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "public.der",
            "-in", "message", "-sigfile", "signature")
    }
}
