import HTTPEngine
import Testing

@testable import fanfare_kit

/// What stands between the mock and a slow reader of its log.
struct LineWriterTests {
    /// A reader that takes nothing until it is let.
    private struct Reader: Sendable {
        let state = Monitor((isOpen: false, started: 0, text: ""))

        var write: @Sendable (String) -> Void {
            { [state] text in
                state.change { $0.started += 1 }
                _ = state.wait(atMost: .seconds(30)) { $0.isOpen ? true : nil }
                state.change { $0.text += text }
            }
        }

        func open() { state.change { $0.isOpen = true } }

        var text: String { state.change { $0.text } }

        func waitUntilStarted() {
            _ = state.wait(atMost: .seconds(30)) { $0.started > 0 ? true : nil }
        }
    }

    @Test func `all lines arrive in order`() throws {
        let reader = Reader()
        reader.open()
        let writer = try LineWriter(gap: { "gap \($0)\n" }, to: reader.write)
        for number in 1...1000 { writer.add("\(number)\n") }
        writer.drain(atMost: .seconds(30))
        #expect(reader.text == (1...1000).map { "\($0)\n" }.joined())
    }

    @Test func `a reader that does not read costs lines, which are counted, but no time`() throws {
        let reader = Reader()
        let writer = try LineWriter(limit: 9, gap: { "gap \($0)\n" }, to: reader.write)
        writer.add("first\n")
        reader.waitUntilStarted()
        for _ in 1...5 { writer.add("abc\n") }
        writer.drain(atMost: .zero)
        #expect(reader.text == "")
        reader.open()
        writer.drain(atMost: .seconds(30))
        writer.add("last\n")
        writer.drain(atMost: .seconds(30))
        #expect(reader.text == "first\nabc\nabc\ngap 3\nlast\n")
    }
}
