import Foundations
import SystemFiles
import TLS

/// Why a word names no target, or there is no way to it, as sentences.
package struct TargetProblem: Error, Sendable, CustomStringConvertible {
    /// The sentences.
    package let description: String

    /// Says what is wrong and what to write instead.
    package init(_ description: String) { self.description = description }
}

extension Target {
    /// The target that an address or a file names; keys for an address come from the environment.
    package init(
        named word: String, environment: @escaping (String) -> String?
    ) throws(TargetProblem) {
        if word.hasSuffix(".json") {
            self = try Self.described(word, environment)
            return
        }
        guard let address = TargetAddress(word) else {
            throw TargetProblem(
                "'\(word)' is no address. Write it as http://127.0.0.1:4802/api/v1,"
                    + " or name a target file that ends in .json.")
        }
        self.init(name: word, address: address)
        keys = environment("FANFARE_PUBLISHABLE_KEY").map {
            TargetKeys(
                publishableKey: $0, secretKey: environment("FANFARE_SECRET_KEY"),
                organizationId: environment("FANFARE_ORGANIZATION_ID"))
        }
        controlToken = environment("FANFARE_CONTROL_TOKEN")
    }

    private static func described(
        _ path: String, _ environment: @escaping (String) -> String?
    ) throws(TargetProblem) -> Target {
        let bytes: [UInt8]
        do throws(Files.Failure) {
            bytes = try Files.read(path)
        } catch {
            throw TargetProblem("The target cannot be read: \(error)".ended)
        }
        do throws(SuiteProblem) {
            let file = SuiteFile(path: path, bytes: bytes)
            var target = try TargetFile.target(file, environment: environment)
            target.path = path
            target.folder = path.lastIndex(of: "/").map { String(path[...$0]) }
            return target
        } catch {
            throw TargetProblem(error.description)
        }
    }

    /// The way to it, and to its control protocol where that is spoken elsewhere.
    package func transport(
        environment: (String) -> String? = Environment.variable
    ) throws(TargetProblem) -> any Transport {
        let way = try transport(to: address, environment)
        guard let controlAddress else { return way }
        return ForkedTransport(
            toTarget: way, toControl: try transport(to: controlAddress, environment))
    }

    /// Sockets or TLS, through a proxy where one is named.
    private func transport(
        to address: TargetAddress, _ environment: (String) -> String?
    ) throws(TargetProblem) -> any Transport {
        let proxy = try proxy.proxy(for: address, environment: environment)
        guard address.isSecure else {
            return SocketTransport(address, timeout: timeout, proxy: proxy)
        }
        let shown = address == self.address ? clientCertificate : nil
        for (path, what) in [
            (authorities, "certificate authorities"), (shown?.certificate, "client certificate"),
            (shown?.key, "key of the client certificate"),
        ] {
            guard let path else { continue }
            do throws(Files.Failure) {
                try Files.requireFile(path)
            } catch {
                throw TargetProblem("The \(what) cannot be read: \(error)".ended)
            }
        }
        do throws(TransportFailure) {
            return try SecureTransport(
                address, timeout: timeout, authorities: authorities,
                clientCertificate: shown, proxy: proxy)
        } catch {
            throw TargetProblem("\(error)".ended)
        }
    }
}
