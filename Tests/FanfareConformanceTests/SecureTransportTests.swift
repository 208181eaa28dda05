import FanfareConformance
import Foundation
import HTTPEngine
import Testing
import TLS

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

    @Test func `a certificate that nobody vouches for says where its authority is named`() throws {
        let server = try TLSServer()
        let failure = try Self.failure("https://localhost:\(server.port)", nil)
        #expect(failure.description.contains("\"certificateAuthorities\" in a target file"))
    }

    @Test func `a server that wants a client certificate is shown one, or says so`() throws {
        let server = try TLSServer(options: ["-Verify", "1", "-tls1_2"])
        let address = try #require(TargetAddress("https://localhost:\(server.port)"))
        let failure = try Self.failure(address.description, server.certificate)
        #expect(failure.description.hasPrefix("localhost refused us: alert 40, handshake_failure"))
        let transport = try SecureTransport(
            address, authorities: server.certificate,
            clientCertificate: ClientCertificate(
                certificate: server.certificate, key: server.key))
        let channel = try transport.open()
        try channel.send(HTTPRequest(method: "GET", target: "/", headers: ["Host": "localhost"]))
        #expect(try channel.receive().status == 200)
    }

    @Test func `a key that is none is refused at once`() throws {
        let server = try TLSServer()
        let address = try #require(TargetAddress("https://localhost:1"))
        #expect(throws: TransportFailure.self) {
            try SecureTransport(
                address,
                clientCertificate: ClientCertificate(
                    certificate: server.certificate, key: server.certificate))
        }
    }

    @Test func `a name that a server does not know is told by its alert`() throws {
        let server = try TLSServer(options: ["-servername", "other.example", "-servername_fatal"])
        let failure = try Self.failure("https://localhost:\(server.port)", server.certificate)
        #expect(
            failure.description
                == "localhost refused us: alert 112, unrecognized_name: it knows no host of this name"
        )
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
