import Foundation
public import Testing

/// Compares two texts and, where they differ, shows the lines that do.
public func expectSameText(
    _ actual: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    guard actual != expected else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var lines: [String] = []
    for change in new.difference(from: old) {
        switch change {
        case .remove(let offset, let line, _): lines.append("- \(offset + 1): \(line)")
        case .insert(let offset, let line, _): lines.append("+ \(offset + 1): \(line)")
        }
    }
    Issue.record(
        "the text differs (- expected, + actual):\n\(lines.joined(separator: "\n"))",
        sourceLocation: sourceLocation)
}

/// Compares a text with `fixtures/golden/NAME`; with `RECORD=1` writes it instead, and fails.
public func expectSnapshot(
    _ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let url = Fixtures.packageRoot.appending(path: "fixtures/golden").appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try actual.write(to: url, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name); run again without RECORD", sourceLocation: sourceLocation)
        return
    }
    expectSameText(
        actual, try String(contentsOf: url, encoding: .utf8), sourceLocation: sourceLocation)
}
