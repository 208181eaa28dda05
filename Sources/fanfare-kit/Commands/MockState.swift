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
    /// The line of the banner that names the file of the state.
    static func state(_ options: MockServer.Options) -> String {
        options.stateFile.map { "\n  state            \($0)" } ?? ""
    }
}
