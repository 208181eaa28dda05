import FanfareConformance

/// What the words and the environment say about the target.
enum TargetOption {
    /// The target and the way to it.
    static func target(_ arguments: Arguments) throws(UsageError) -> (Target, any Transport) {
        guard let word = arguments.operands.first else { return embedded() }
        guard let address = TargetAddress(word) else {
            throw .other("'\(word)' is no address. Write it as http://127.0.0.1:4802/api/v1.")
        }
        var target = Target(name: word, address: address)
        target.keys = keys()
        guard address.isSecure else { return (target, SocketTransport(address)) }
        do throws(TransportFailure) {
            return (target, try SecureTransport(address))
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
        guard let publishable = Surroundings.variable("FANFARE_PUBLISHABLE_KEY") else { return nil }
        return TargetKeys(
            publishableKey: publishable,
            secretKey: Surroundings.variable("FANFARE_SECRET_KEY"),
            organizationId: Surroundings.variable("FANFARE_ORGANIZATION_ID"))
    }
}

/// A short word that no other run uses.
enum RunName {
    static func make() -> String {
        String(Surroundings.now().milliseconds & 0xFFFF_FFFF, radix: 36)
    }
}
