import FanfareConformance
import SystemFiles

/// What the words, the environment and the target's file say about the target.
enum TargetOption {
    /// The options that add to a target's file.
    static let options = [
        Command.Option(
            name: "--otp-command", value: "CMD",
            help: "a command that prints the newest code for {to}"),
        Command.Option(
            name: "--patience", value: "SPAN",
            help: "really wait so long in a scenario, such as 90s"),
        Command.Option(name: "--read-only", help: "send nothing that changes the target"),
    ]

    /// The target and the way to it.
    static func target(_ arguments: Arguments) throws(UsageError) -> (Target, any Transport) {
        guard let word = arguments.operands.first else { return embedded() }
        var target = try described(word)
        if let command = arguments.value("--otp-command") { target.codes = .command(command) }
        if arguments.has("--read-only") { target.access = .read }
        if let text = arguments.value("--patience") {
            guard let span = TimeSpan(text) else {
                throw .badValue("--patience", text, expected: "a duration such as 90s")
            }
            target.patience = span
        }
        return (target, try transport(target))
    }

    /// The target that an address or a file names.
    static func described(_ word: String) throws(UsageError) -> Target {
        guard word.hasSuffix(".json") else {
            guard let address = TargetAddress(word) else {
                throw .other(
                    "'\(word)' is no address. Write it as http://127.0.0.1:4802/api/v1,"
                        + " or name a target file that ends in .json.")
            }
            var target = Target(name: word, address: address)
            target.keys = keys()
            target.controlToken = Environment.variable("FANFARE_CONTROL_TOKEN")
            return target
        }
        let bytes: [UInt8]
        do throws(Files.Failure) {
            bytes = try Files.read(word)
        } catch {
            throw .other("The target cannot be read: \(error).")
        }
        do throws(SuiteProblem) {
            let file = SuiteFile(path: word, bytes: bytes)
            return try TargetFile.target(file, environment: Environment.variable)
        } catch {
            throw .other(error.description)
        }
    }

    /// The way to a target: sockets, or TLS with a proxy where the environment names one.
    static func transport(_ target: Target) throws(UsageError) -> any Transport {
        guard target.address.isSecure else {
            return SocketTransport(target.address, timeout: target.timeout)
        }
        if let path = target.authorities {
            do throws(Files.Failure) {
                try Files.requireFile(path)
            } catch {
                throw .other("The certificate authorities cannot be read: \(error).")
            }
        }
        do throws(TransportFailure) {
            return try SecureTransport(
                target.address, timeout: target.timeout, authorities: target.authorities,
                proxy: Proxy.of(target.address, environment: Environment.variable))
        } catch {
            throw .other("\(error).")
        }
    }

    private static func embedded() -> (Target, any Transport) {
        guard let address = TargetAddress(EmbeddedTarget.address) else {
            preconditionFailure("the address of the embedded mock is no address")
        }
        return (Target(name: "embedded mock", address: address), EmbeddedTarget.transport())
    }

    private static func keys() -> TargetKeys? {
        guard let publishable = Environment.variable("FANFARE_PUBLISHABLE_KEY") else { return nil }
        return TargetKeys(
            publishableKey: publishable,
            secretKey: Environment.variable("FANFARE_SECRET_KEY"),
            organizationId: Environment.variable("FANFARE_ORGANIZATION_ID"))
    }
}

/// A short word that no other run uses.
enum RunName {
    static func make() -> String {
        String(Environment.now().milliseconds & 0xFFFF_FFFF, radix: 36)
    }
}
