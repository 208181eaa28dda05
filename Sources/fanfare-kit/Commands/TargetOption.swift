import FanfareConformance

/// What the words, the environment and the target's file say about the target.
enum TargetOption {
    /// The options that add to a target's file.
    static let options = [
        Command.Option(
            name: "--otp-command", value: "CMD",
            help: "a command that prints the newest code for {to}, asked for at {since}"),
        Command.Option(
            name: "--patience", value: "SPAN",
            help: "really wait so long in a scenario, such as 90s"),
        Command.Option(
            name: "--ledger", value: "FILE",
            help: "write there what is to be taken back, not below $XDG_STATE_HOME"),
        Command.Option(
            name: "--proxy", value: "URL",
            help: "go through this proxy, or through 'none', whatever the environment says"),
        Command.Option(name: "--read-only", help: "send nothing that changes the target"),
    ]

    /// The target and the way to it.
    static func target(_ arguments: Arguments) throws(UsageError) -> (Target, any Transport) {
        guard let word = arguments.operands.first else { return embedded() }
        return try target(word, arguments)
    }

    /// The target that a word names, with what the options add to it, and the way to it.
    static func target(
        _ word: String, _ arguments: Arguments
    ) throws(UsageError) -> (Target, any Transport) {
        var target = try described(word)
        if let command = arguments.value("--otp-command") {
            target.codes = .command(command)
            target.folder = nil
        }
        if arguments.has("--read-only") { target.access = .read }
        if let text = arguments.value("--patience") {
            guard let span = TimeSpan(text) else {
                throw .badValue("--patience", text, expected: "a duration such as 90s")
            }
            target.patience = span
        }
        if let text = arguments.value("--proxy") { target.proxy = try proxy(text) }
        return (target, try transport(target))
    }

    /// The target that an address or a file names.
    static func described(_ word: String) throws(UsageError) -> Target {
        let target: Target
        do throws(TargetProblem) {
            target = try Target(named: word, environment: Environment.variable)
        } catch {
            throw .other(error.description)
        }
        guard target.address.host != Starter.placeholder else {
            throw .other(
                "\(word) leads to \(Starter.placeholder), the starter's placeholder:"
                    + " write the target's own address.")
        }
        return target
    }

    /// The way to a target.
    static func transport(_ target: Target) throws(UsageError) -> any Transport {
        do throws(TargetProblem) {
            return try target.transport()
        } catch {
            throw .other(error.description)
        }
    }

    private static func proxy(_ text: String) throws(UsageError) -> ProxyChoice {
        do throws(TargetProblem) {
            return try ProxyChoice(text, from: "--proxy")
        } catch {
            throw .other(error.description)
        }
    }

    private static func embedded() -> (Target, any Transport) {
        guard let address = TargetAddress(EmbeddedTarget.address) else {
            preconditionFailure("the address of the embedded mock is no address")
        }
        return (Target(name: "embedded mock", address: address), EmbeddedTarget.transport())
    }
}
