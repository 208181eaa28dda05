import FanfareMock

/// What `mock --state` means.
extension MockServer.Options {
    /// Reads where the state is kept, and how often it is saved.
    mutating func keepState(_ arguments: Arguments) throws(UsageError) {
        stateFile = arguments.value("--state")
        guard let words = arguments.value("--state-every") else { return }
        guard let interval = Duration(words: words), interval >= .milliseconds(10) else {
            throw .badValue("--state-every", words, expected: "a time such as 1s, 30s or 5m")
        }
        guard stateFile != nil else {
            throw .badValue("--state-every", words, expected: "--state FILE beside it")
        }
        stateInterval = interval
    }
}

extension Command {
    /// What to know about a state that was saved later than the machine's clock shows.
    static func stateWarning(_ server: MockServer, _ options: MockServer.Options) -> String? {
        // A few seconds are the clocks of two machines.
        guard let path = options.stateFile, server.stateIsAhead > .seconds(60) else { return nil }
        let minutes = server.stateIsAhead.components.seconds / 60
        let span = minutes < 2880 ? "\(minutes) min" : "\(minutes / 1440) days"
        return """
            warning: \(path) was saved \(span) later than this \
            machine's clock shows. Its clocks go on from there; POST /__admin/reset begins anew at the \
            machine's time.

            """
    }

    /// The line of the banner that names the file of the state.
    static func state(_ options: MockServer.Options) -> String {
        options.stateFile.map { "\n  state            \($0)" } ?? ""
    }
}
