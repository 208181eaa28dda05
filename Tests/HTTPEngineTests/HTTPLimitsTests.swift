import Testing

@testable import HTTPEngine

struct HTTPLimitsTests {
    static let limits = HTTPLimits(
        startLineBytes: 40, headBytes: 120, fields: 3, bodyBytes: 10, chunkLineBytes: 8)

    /// What becomes of a request, which must not depend on how it is split.
    private func outcome(_ text: String) -> Int? {
        let outcomes = splits(of: text.latin1).map { split -> Int? in
            var driver = MachineDriver(limits: Self.limits)
            for part in split { driver.feed(part) }
            // It is refused, and said so at its end.
            if driver.machine.wait == .restOfHead { driver.endInput() }
            if case .refused(let refusal) = driver.events.last { return refusal.status }
            return driver.events.isEmpty ? nil : 200
        }
        #expect(Set(outcomes).count == 1, "\(text.debugDescription) ends in \(Set(outcomes))")
        return outcomes[0]
    }

    @Test func `a request line at the limit passes and one over is 414`() {
        let rest = "\r\nHost: a\r\n\r\n"
        let line = "GET /\(String(repeating: "x", count: 26)) HTTP/1.1"
        #expect(line.utf8.count == 40)
        #expect(outcome(line + rest) == 200)
        #expect(outcome("G" + line + rest) == 414)
    }

    @Test func `a request line that never ends is 414 as soon as that is certain`() {
        #expect(outcome(String(repeating: "x", count: 41)) == nil)
        #expect(outcome(String(repeating: "x", count: 42)) == 414)
    }

    @Test func `a head at the limit passes and one over is 431`() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let filled = head + String(repeating: "x", count: 120 - head.utf8.count - 4) + "\r\n\r\n"
        #expect(outcome(filled) == 200)
        #expect(outcome(filled.replacing("X: ", with: "X:  ")) == 431)
    }

    @Test func `a field that never ends is 431`() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        #expect(outcome(head + String(repeating: "x", count: 118)) == 431)
    }

    @Test func `empty lines without end are 431`() {
        #expect(outcome(String(repeating: "\r\n", count: 59)) == nil)
        #expect(outcome(String(repeating: "\r\n", count: 60)) == 431)
    }

    @Test func `so many fields pass and one over is 431`() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n"
        #expect(outcome(head + "Y: 2\r\n\r\n") == 200)
        #expect(outcome(head + "Y: 2\r\nZ: 3\r\n\r\n") == 431)
    }

    @Test func `a body at the limit passes and one over is 413 before it comes`() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(outcome(head + "10\r\n\r\n0123456789") == 200)
        #expect(outcome(head + "11\r\n\r\n") == 413)
    }

    @Test func `chunks at the limit pass and one byte over is 413`() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(outcome(head + "5\r\n01234\r\n5\r\n01234\r\n0\r\n\r\n") == 200)
        #expect(outcome(head + "5\r\n01234\r\n6\r\n") == 413)
        #expect(outcome(head + "b\r\n") == 413)
    }

    @Test func `a chunk's first line at the limit passes and one over is 413`() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(outcome(head + "1;345678\r\nx\r\n0\r\n\r\n") == 200)
        #expect(outcome(head + "1;3456789\r\nx\r\n0\r\n\r\n") == 413)
        #expect(outcome(head + "1;34567890") == 413)
    }

    @Test func `chunk extensions are limited altogether`() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        var driver = MachineDriver(limits: HTTPLimits(headBytes: 100, chunkLineBytes: 60))
        let chunk = "1;\(String(repeating: "x", count: 49))\r\nx\r\n"
        driver.feed(head + chunk + chunk)
        #expect(driver.events.isEmpty)
        driver.feed("0;\r\n\r\n")
        #expect(driver.events.last == .refused(HTTPRefusal(HTTPParseError(.chunkLineTooLong))))
    }

    @Test func `trailers are limited as heads are`() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        #expect(outcome(head + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n") == 200)
        #expect(outcome(head + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n") == 431)
        #expect(outcome(head + "A: " + String(repeating: "x", count: 118)) == 431)
    }
}
