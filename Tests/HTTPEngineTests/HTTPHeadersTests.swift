import Testing

@testable import HTTPEngine

struct HTTPHeadersTests {
    @Test func `names are found whatever their case and values come in order`() {
        let headers: HTTPHeaders = ["X-A": "1", "Content-Type": "text/plain", "x-a": "2"]
        #expect(headers["x-A"] == "1")
        #expect(headers.values(for: "X-a") == ["1", "2"])
        #expect(headers["content-type"] == "text/plain")
        #expect(headers["Content-Typ"] == nil)
        #expect(headers.map(\.name) == ["X-A", "Content-Type", "x-a"])
    }

    @Test func `letters differ from signs that differ by the same bit`() {
        let headers: HTTPHeaders = ["X-@": "1", "X^": "2"]
        #expect(headers["x-`"] == nil)
        #expect(headers["X~"] == nil)
    }

    @Test func `setting replaces all values in the place of the first`() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        headers.set("A", "4")
        #expect(headers == ["A": "4", "B": "2"])
        headers["C"] = "5"
        headers["b"] = nil
        #expect(headers == ["A": "4", "C": "5"])
        headers.remove("D")
        #expect(headers.count == 2)
    }

    @Test func `no value can smuggle a second field`() {
        var headers = HTTPHeaders()
        headers.append("X-A", "1\r\nX-B: 2\u{0}")
        headers.append("X:\r\nY", "3")
        #expect(headers.map(\.value) == ["1  X-B: 2 ", "3"])
        #expect(headers.map(\.name) == ["X-A", "X---Y"])
    }

    @Test func `numbers are written in decimal`() {
        var headers = HTTPHeaders()
        for number in [0, 7, -1, 1_733_050_800, Int.max, Int.min] { headers.append("N", number) }
        let expected = ["0", "7", "-1", "1733050800", "\(Int.max)", "\(Int.min)"]
        #expect(headers.values(for: "N") == expected)
    }

    @Test func `a list is appended to one changed or unchanged`() {
        let added: HTTPHeaders = ["B": "2", "C": "3"]
        var fresh: HTTPHeaders = ["A": "1"]
        fresh.append(contentsOf: added)
        #expect(fresh == ["A": "1", "B": "2", "C": "3"])
        var changed: HTTPHeaders = ["A": "0", "X": "9"]
        changed.set("A", "1")
        changed.remove("X")
        changed.append(contentsOf: added)
        #expect(changed == fresh)
        var other: HTTPHeaders = [:]
        other.append(contentsOf: changed)
        #expect(other == fresh)
    }

    @Test func `bytes are lent without a string`() {
        let headers: HTTPHeaders = ["Authorization": "Bearer x"]
        #expect(headers.bytes(for: "authorization").map(Array.init) == Array("Bearer x".utf8))
        #expect(headers.withValue(of: "AUTHORIZATION") { $0.count } == 8)
        #expect(headers.value(of: "authorization", equals: "Bearer x"))
        #expect(!headers.value(of: "authorization", equals: "bearer x"))
        #expect(headers.withValue(of: "Cookie") { $0.count } == nil)
    }

    @Test func `a name is a token`() {
        #expect(HTTPHeaders.isName("X-Publishable-Key"))
        for text in ["", "a b", "a:", "ä", "a\n"] { #expect(!HTTPHeaders.isName(text)) }
    }

    @Test func `a target is taken apart without decoding`() {
        let request = HTTPRequest(method: "GET", target: "/a%2Fb?c=d?e")
        #expect(request.path == "/a%2Fb")
        #expect(request.query == "c=d?e")
        #expect(HTTPRequest(method: "GET", target: "/a").query == nil)
        #expect(HTTPRequest(method: "GET", target: "/a?").query == "")
    }
}

/// RFC 9110 section 7.6.1.
struct HopByHopTests {
    @Test func `a connection's own fields go, and those that it names`() {
        var headers: HTTPHeaders = [
            "Host": "a", "Connection": "close, X-One", "connection": "x-two ,", "X-One": "1",
            "X-TWO": "2", "X-Three": "3", "Transfer-Encoding": "chunked", "Upgrade": "h2c",
            "TE": "trailers", "Keep-Alive": "timeout=1", "Proxy-Connection": "close",
        ]
        headers.removeHopByHop()
        #expect(headers == ["Host": "a", "X-Three": "3"])
    }
}
