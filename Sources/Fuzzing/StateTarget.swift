import FanfareMock
import FanfareModel
import HTTPEngine
import TokenSigning

/// A state is refused, or gone on from: then it is exported as it was read, and answers calls.
///
/// The bytes stand between the first line and the checksum, which no fuzzer would guess.
func fuzzState(_ bytes: [UInt8]) throws {
    let mock = Mock(real: Story.start)
    let imported = state(mock, "PUT", sealed(bytes))
    try checkAnswer(imported, to: "a state")
    guard imported.status == 200 else { return }
    let exported = state(mock, "GET", []).body
    let other = Mock(real: Story.start)
    try require(state(other, "PUT", exported).status == 200, "its own export is refused")
    try require(state(other, "GET", []).body == exported, "an export is another when read again")
    try useWorld(of: mock)
}

private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let whole = Array("fanfare-kit organization \(StateKind.version)\n".utf8) + bytes
    let sum = whole.withUnsafeBytes { SipHash.hash($0, key: SipHashKey(0, 0)) }
    let words = [sum.low, sum.high].flatMap { word in (0..<8).map { UInt8(word >> ($0 * 8) & 255) }
    }
    return whole + words
}

private func state(_ mock: Mock, _ method: String, _ body: [UInt8]) -> HTTPResponse {
    send(mock, method, "/__admin/state", body)
}

private func send(
    _ mock: Mock, _ method: String, _ target: String, _ body: [UInt8] = []
) -> HTTPResponse {
    var request = HTTPRequest(method: method, target: target, body: body)
    request.headers = [
        "Host": "localhost", "Authorization": "Bearer \(Mock.Default.secretKey)",
    ]
    return mock.respond(to: request, real: Story.start).response
}

/// Reads and moves what was imported, faults included.
private func useWorld(of mock: Mock) throws {
    for (method, target) in [
        ("GET", "/__admin/overview"), ("GET", "/__admin/consumers"), ("GET", "/__admin/inbox"),
        ("GET", "/__admin/faults"), ("GET", "/__admin/webhooks"), ("POST", "/auth/guest"),
        ("GET", "/experiences/exp_holiday_sale"), ("GET", "/queues/queue_open"),
    ] {
        try checkAnswer(send(mock, method, target), to: "\(method) \(target)", mayFail: true)
    }
    for _ in 0..<2 {
        let moved = send(mock, "POST", "/__admin/clock", Array(#"{"advance":"2d"}"#.utf8))
        try checkAnswer(moved, to: "the clock")
    }
    try checkAnswer(send(mock, "GET", "/__admin/overview"), to: "the overview, later")
}
