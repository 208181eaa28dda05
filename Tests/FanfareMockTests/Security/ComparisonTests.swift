import Foundation
import TestSupport
import Testing

/// How secrets are compared, seen in the source: a measured time would prove nothing on a busy machine.
struct ComparisonTests {
    /// The lines of the modules that hold secrets.
    private static func lines() throws -> [(place: String, text: String)] {
        try ["FanfareModel", "FanfareMock", "TokenSigning"].flatMap { module in
            let folder = Fixtures.packageRoot.appending(path: "Sources/\(module)")
            let files = FileManager.default.enumerator(atPath: folder.path())
            return try (files?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix(".swift") }
                .flatMap { file in
                    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                        .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                        .map { ("\(module)/\(file):\($0 + 1)", String($1)) }
                }
        }
    }

    private static let secret = #"(code|token|secret|proof|password|otp|spare|secretKey)"#

    /// What looks like such a comparison and is none of secrets.
    private static let known = [
        // The code of a country.
        "FanfareModel/Consumers/PhoneNumber.swift",
        // Whether one was sent at all.
        "== nil", "!= nil",
    ]

    @Test func `no secret is compared by an operator that stops at the first difference`() throws {
        let lines = try Self.lines()
        #expect(lines.count > 5000)
        let sides = try Regex(
            #"\b\#(Self.secret)\b\)?\s*[!=]=\s|[!=]=\s*(\w+\??\.)*\#(Self.secret)\b(?!\w|\()"#)
        let found = lines.filter { line in
            line.text.contains(sides)
                && !Self.known.contains { line.place.hasPrefix($0) || line.text.contains($0) }
        }
        #expect(found.map { "\($0.place): \($0.text)" } == [])
    }

    @Test func `one-time passwords and admission tokens are compared in constant time`() throws {
        let places = try Self.lines().filter { $0.text.contains("constantTimeEqual(") }
            .map { String($0.place.prefix { $0 != ":" }) }
        for file in [
            "Sessions/World+OneTimePasswords", "Distributions/World+Queues",
            "Distributions/World+Draws",
        ] { #expect(places.contains("FanfareModel/\(file).swift"), "\(file)") }
    }

    @Test func `what the process says when it gives up quotes no secret`() throws {
        let giving = try Regex(#"(fatalError|preconditionFailure|precondition|assertionFailure)\("#)
        let quoted = try Regex(#"\\\([^)]*(?i:code|token|secret|password|otp|secretKey)\b"#)
        let lines = try Self.lines()
        let found = zip(lines, lines.dropFirst()).filter { line, next in
            line.text.contains(giving)
                && (line.text.contains(quoted) || next.text.contains(quoted))
        }
        #expect(found.map(\.0.text) == [])
    }
}
