import Foundations
import FanfareConformance
import FanfareMock
import HTTPEngine
import SystemFiles

extension Command {
    /// Serves the mock until it is stopped.
    static let mock = Command(
        name: "mock",
        summary: "Serve the mock of the API until Ctrl-C",
        options: [
            Option(
                name: "--port", value: "N", help: "Listen on this port; 0 takes a free one (4802)"),
            Option(name: "--host", value: "ADDRESS", help: "Listen on this address (127.0.0.1)"),
            Option(
                name: "--world", value: "NAME|FILE",
                help: "Begin with an embedded world or a world file (default)"),
            Option(
                name: "--seed", value: "N",
                help: "Derive identifiers, codes and keys from this number (0)"),
            Option(
                name: "--at", value: "INSTANT",
                help: "Let the clock stand there, as ISO 8601, instead of running"),
            Option(
                name: "--port-file", value: "FILE", help: "Write the port there once it listens"),
            Option(
                name: "--otp", value: "CODE",
                help: "Accept these six digits as a one-time password, beside the one in the inbox"),
            InboxFile.option,
            Option(
                name: "--state", value: "FILE",
                help: "Go on from this file if it is there; save to it while running and on stop"),
            Option(
                name: "--state-every", value: "TIME",
                help: "Save changes at least so often, such as 1s or 5m (10s)"),
            Option(
                name: "--strict",
                help:
                    "Refuse requests that depart from the contract, with 400 and the reasons, and "
                    + "permit pages the documented headers alone"),
            ReadingOption.option,
            Option(
                name: "--watch",
                help: "Begin anew whenever the world file changes; needs --world FILE"),
            RequestLogOption.option,
            ProxyOption.option,
            ControlOption.token,
            ControlOption.port,
            ControlOption.origin,
            Option(name: "--no-admin", help: "Do not serve the control protocol under /__admin"),
            Option(
                name: "--exit-with-parent",
                help: "Stop, as by SIGTERM, once the process that started it has ended"),
        ],
        notes: [
            """
            Everything is served under /api/v1 and under no prefix. SDKs in development mode call
            http://localhost:4802, so they need no configuration.
            """,
            """
            The control protocol under /__admin shows everything: codes, tokens, the secret key. It answers
            this machine only, nothing that a proxy has marked, and no page of another origin. A bare
            reverse proxy leaves no mark, and containers, previews and phones are other machines:
            --control-token lets in who shows it, from anywhere, and nobody else.
            """,
            """
            With --proxy-to, pages of your backend are of one origin with the API. So the control page
            and its calls have a port of their own, and under /__admin on the API's port the mock answers
            programs only: what carries Origin or Sec-Fetch-* is refused.
            """,
            """
            The file of --state holds all organizations with their keys; --world, --seed and --at only
            matter while it is not there. The exit status is 2 when it cannot be gone on from, or could
            not be saved on stop; whatever happens, the file is one whole state.
            """,
        ],
        examples: [
            ("fanfare-kit mock", "The default world on port 4802"),
            ("fanfare-kit mock --port 0 --port-file port.txt", "A free port, for scripts"),
            (
                "fanfare-kit mock --seed 7 --at 2026-01-01T00:00:00Z",
                "The same answers of the API, byte for byte, in every run"
            ),
            (
                "fanfare-kit mock --world my-world.json --watch",
                "A world of your own, reloaded on every save"
            ),
            ("fanfare-kit mock --log json | jq .violations", "What is odd about each request"),
            (
                "fanfare-kit mock --proxy-to http://127.0.0.1:3000",
                "Your backend behind the mock, for calls that are none of the API"
            ),
            (
                "FANFARE_CONTROL_TOKEN=$(openssl rand -hex 16) fanfare-kit mock --host 0.0.0.0",
                "For a container or a phone: who has the token may control it"
            ),
            (
                "fanfare-kit mock --state shop.state",
                "Everything is still there after Ctrl-C, or after the machine went down"
            ),
            (
                "fanfare-kit mock --otp 424242",
                "One code that always works, for people in a browser"
            ),
            (
                "fanfare-kit mock --reading linking.takenIdentifier=signIn",
                "The other server that the documentation allows; 'fanfare-kit readings' lists all"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try serve(mockOptions(arguments, console), arguments, console).rawValue
    }

    private static func serve(
        _ options: MockServer.Options, _ arguments: Arguments, _ console: Console
    ) throws(UsageError) -> ExitStatus {
        var options = options
        let format = try RequestLogOption.format(arguments, console)
        let log = try format.map { format throws(UsageError) in
            try RequestLogOption.writer(format, console)
        }
        if let format, let log { options.log = RequestLog(format, write: log.add) }
        defer { log?.drain() }
        let watched = try watchedFile(arguments)
        do {
            DescriptorLimit.raise()
            LargeBlocks.giveBackAtOnce()
            var options = options
            options.onStateFailure = { reason in
                console.err("warning: \(notSaved(reason)) Trying again.\n")
            }
            let server = try MockServer(options)
            // Whoever reads the port may end the mock at once.
            server.stopOnSignals()
            if arguments.has("--exit-with-parent") { try ParentProcess.endTogether() }
            try writePort(server, arguments)
            if let warning = stateWarning(server, options) { console.err(warning) }
            // A log of JSON has the standard output to itself.
            (format == .json ? console.err : console.out)(banner(server, options))
            if let watched { try WorldWatch.start(watched, server, console) }
            server.run(untilSignal: true)
            guard let failure = server.stateFailure else { return .conforms }
            console.err("error: \(notSaved(failure)) The file is as it was before.\n")
            return .unusable
        } catch let error as UsageError {
            throw error
        } catch {
            console.err("error: \(error)\n")
            return .unusable
        }
    }

    /// What is said of a state that was not saved; the reason may be a sentence or none.
    static func notSaved(_ reason: String) -> String {
        "The state could not be saved: \(reason)".ended
    }

    private static func mockOptions(
        _ arguments: Arguments, _ console: Console
    ) throws(UsageError) -> MockServer.Options {
        var options = MockServer.Options()
        options.port = try arguments.integer("--port", in: 0...65535) ?? 4802
        options.host = arguments.value("--host") ?? options.host
        options.seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 0)
        options.startAt = arguments.value("--at")
        options.strict = arguments.has("--strict")
        options.readings = try ReadingOption.readings(arguments)
        options.fixedOneTimePassword = try oneTimePassword(arguments.value("--otp"))
        options.onMessage = try InboxFile.writer(arguments, console)
        options.upstream = try ProxyOption.upstream(arguments)
        options.servesControl = !arguments.has("--no-admin")
        options.controlToken = try ControlOption.token(arguments)
        options.controlPort = try ControlOption.port(arguments)
        options.controlOrigins = try ControlOption.origins(arguments)
        try options.keepState(arguments)
        if let world = arguments.value("--world") { options.world = try worldSource(world) }
        return options
    }

    private static func watchedFile(_ arguments: Arguments) throws(UsageError) -> String? {
        guard arguments.has("--watch") else { return nil }
        guard let path = arguments.value("--world"), isFile(path) else {
            throw .other("--watch needs a file to watch: --world my-world.json --watch.")
        }
        return path
    }

    private static func isFile(_ world: String) -> Bool {
        world.contains("/") || world.contains(".")
    }

    private static func writePort(
        _ server: MockServer, _ arguments: Arguments
    ) throws(UsageError) {
        guard let path = arguments.value("--port-file") else { return }
        do throws(Files.Failure) {
            try Files.write("\(server.port)\n", to: path)
        } catch {
            throw .other("The port cannot be written: \(error)".ended)
        }
    }

    private static func oneTimePassword(_ word: String?) throws(UsageError) -> String? {
        guard let word else { return nil }
        guard word.utf8.count == 6, word.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw .badValue("--otp", word, expected: "six digits")
        }
        return word
    }

    /// A name stands for an embedded world; whatever looks like a path is a file.
    private static func worldSource(
        _ word: String
    ) throws(UsageError) -> MockServer.Options.World {
        guard isFile(word) else { return .named(word) }
        do throws(Files.Failure) {
            return .text(String(decoding: try Files.read(word), as: UTF8.self), path: word)
        } catch {
            throw .other("The world cannot be read: \(error)".ended)
        }
    }

    private static func banner(_ server: MockServer, _ options: MockServer.Options) -> String {
        """
        The mock listens on \(server.baseURL) (and under \(server.baseURL)/api/v1)
        \(ControlOption.network(server, options))
          organization     \(server.organizationID)
          publishable key  \(server.publishableKey)
          secret key       \(server.secretKey)
          control          \(ControlOption.summary(server, options))\(state(options))

        Start a guest session:

          curl -X POST \(server.baseURL)/auth/guest -H 'X-Publishable-Key: \(server.publishableKey)'

        Ctrl-C stops the mock.

        """
    }
}
