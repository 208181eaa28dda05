import Synchronization

@testable import fanfare_kit

/// What a run of the tool wrote and how it ended.
struct ToolRun {
    let status: Int32
    let out: String
    let err: String

    /// Runs the tool in this process with the words after its name.
    init(_ words: String...) {
        self.init(words)
    }

    init(_ words: [String]) {
        let texts = Mutex((out: "", err: ""))
        let console = Console(
            out: { text in texts.withLock { $0.out += text } },
            err: { text in texts.withLock { $0.err += text } })
        status = FanfareKit.run(words, on: console)
        (out, err) = texts.withLock(\.self)
    }
}
