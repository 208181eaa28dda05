import Testing

@testable import HTTPEngine

struct ServerConnectionMachineTests {
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    static let put = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"

    @Test func `a pipelined request waits until the one before is answered`() {
        var driver = MachineDriver()
        driver.answersAtOnce = false
        driver.feed(Self.get + Self.get)
        #expect(driver.events.count == 1)
        #expect(driver.heldBytes == Self.get.utf8.count)
        driver.machine.answerGiven(closes: false)
        driver.feed([])
        #expect(driver.events.count == 2)
        #expect(driver.heldBytes == 0)
    }

    @Test func `a body that is waited for is asked for once`() {
        var driver = MachineDriver()
        driver.feed(
            "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(driver.events == [.sentContinue])
        driver.feed("he")
        driver.feed("llo")
        #expect(driver.events.count == 2)
    }

    @Test func `a body that is too large is refused instead of asked for`() {
        var driver = MachineDriver(limits: HTTPLimits(bodyBytes: 4))
        driver.feed(
            "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(driver.events == [.refused(HTTPRefusal(HTTPParseError(.bodyTooLarge)))])
    }

    @Test func `the end of input between requests ends the connection`() {
        var driver = MachineDriver()
        driver.feed(Self.get + "\r\n")
        driver.endInput()
        #expect(driver.events.count == 1)
        #expect(driver.machine.state == .ending(lingers: false))
        #expect(driver.machine.outputSent(hasUnreadInput: false) == .close)
    }

    @Test("the end of input inside a request is refused", arguments: ["G", put, put + "hell"])
    func endInside(_ part: String) {
        var driver = MachineDriver()
        driver.feed(part)
        driver.endInput()
        guard case .refused(let refusal) = driver.events.last else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.status == 400)
        #expect(driver.machine.outputSent(hasUnreadInput: false) == .close)
    }

    @Test func `an answer that closes ends the connection`() {
        var driver = MachineDriver()
        driver.answersAtOnce = false
        driver.feed(Self.get)
        driver.machine.answerGiven(closes: true)
        #expect(driver.machine.outputSent(hasUnreadInput: false) == .close)
        #expect(driver.machine.outputSent(hasUnreadInput: true) == .shutDownAndLinger)
    }

    @Test func `a refusal leaves the client time to read it`() {
        var driver = MachineDriver()
        driver.feed("?\r\n")
        #expect(driver.machine.outputSent(hasUnreadInput: false) == .shutDownAndLinger)
        #expect(driver.machine.wait == .goodbye)
        driver.feed("more")
        #expect(driver.heldBytes == 0)
    }

    @Test func `what is waited for follows from what has come`() {
        var driver = MachineDriver()
        #expect(driver.machine.wait == .request)
        driver.feed("\r\n")
        #expect(driver.machine.wait == .request)
        driver.feed("P")
        #expect(driver.machine.wait == .head)
        driver.feed(Self.put.dropFirst().utf8)
        #expect(driver.machine.wait == .body)
        driver.answersAtOnce = false
        driver.feed("hello")
        #expect(driver.machine.wait == .nothing)
    }

    @Test("a late part of a request is 408", arguments: [("P", "headers"), (put, "body")])
    func late(_ part: String, _ named: String) {
        var driver = MachineDriver()
        driver.feed(part)
        guard case .refuse(let refusal, _) = driver.machine.timedOut(Span()) else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.status == 408)
        #expect(refusal.message == "The request's \(named) did not arrive in time.")
        #expect(driver.machine.state == .ending(lingers: true))
    }

    @Test func `an idle connection is closed without a word`() {
        var driver = MachineDriver()
        guard case .close = driver.machine.timedOut(Span()) else {
            Issue.record("not closed")
            return
        }
    }

    @Test func `stopping makes the request in flight the last`() {
        var driver = MachineDriver()
        driver.answersAtOnce = false
        driver.feed(Self.get)
        #expect(driver.machine.stopRequested() == .goOn)
        #expect(driver.machine.owedAnswer?.keepsAlive == false)
        driver.machine.answerGiven(closes: false)
        #expect(driver.machine.state == .ending(lingers: false))
    }

    @Test func `stopping lets a request that has begun finish`() {
        var driver = MachineDriver()
        driver.feed(Self.put)
        _ = driver.machine.stopRequested()
        driver.feed("hello")
        #expect(driver.events.count == 1)
        #expect(driver.machine.state == .ending(lingers: false))
    }

    @Test func `stopping ends idle connections and streams`() throws {
        var idle = MachineDriver()
        #expect(idle.machine.stopRequested() == .goOn)
        #expect(idle.machine.state == .ending(lingers: false))

        var driver = MachineDriver()
        driver.answersAtOnce = false
        driver.feed(Self.get)
        driver.machine.streamBegan(try #require(driver.machine.owedAnswer))
        #expect(driver.machine.stopRequested() == .endStream)
        driver.machine.streamEnded()
        #expect(driver.machine.state == .ending(lingers: false))
    }

    @Test func `a stream's end lets the connection go on`() throws {
        var driver = MachineDriver()
        driver.answersAtOnce = false
        driver.feed(Self.get + Self.get)
        driver.machine.streamBegan(try #require(driver.machine.owedAnswer))
        driver.feed([])
        #expect(driver.events.count == 1)
        driver.machine.streamEnded()
        driver.feed([])
        #expect(driver.events.count == 2)
    }
}
