/// Code that takes any bytes, and what must hold of it whatever they are.
///
/// The fuzzer of `.ci/fuzz` and the tests that replay `fixtures/fuzz` run the same ones.
package struct FuzzTarget: Sendable {
    /// What it is called, on the command line and as a folder of `fixtures/fuzz`.
    package let name: String
    /// Runs it; throws where an answer is wrong, and traps where the code under test does.
    package let run: @Sendable ([UInt8]) throws -> Void

    /// Every target.
    package static let all: [FuzzTarget] = [
        FuzzTarget(name: "http-request", run: fuzzHTTPRequest),
        FuzzTarget(name: "http-response", run: fuzzHTTPResponse),
        FuzzTarget(name: "json", run: fuzzJSON),
        FuzzTarget(name: "json-pointer", run: fuzzJSONPointer),
        FuzzTarget(name: "base64url", run: fuzzBase64URL),
        FuzzTarget(name: "jwt", run: fuzzJWT),
        FuzzTarget(name: "instant", run: fuzzInstant),
        FuzzTarget(name: "scenario", run: fuzzScenario),
        FuzzTarget(name: "answer", run: fuzzAnswer),
        FuzzTarget(name: "target-file", run: fuzzTargetFile),
        FuzzTarget(name: "world", run: fuzzWorld),
        FuzzTarget(name: "fault", run: fuzzFault),
        FuzzTarget(name: "wire", run: fuzzWire),
        FuzzTarget(name: "mock", run: fuzzMock),
        FuzzTarget(name: "state", run: fuzzState),
    ]

    /// The target of a name.
    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Something that must hold and does not.
package struct BrokenRule: Error, CustomStringConvertible {
    /// What does not hold, and for what.
    package let description: String

    init(_ description: String) { self.description = description }
}

func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(BrokenRule) {
    guard holds else { throw BrokenRule(rule()) }
}
