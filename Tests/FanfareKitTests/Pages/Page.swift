import Foundation
import TestSupport

@testable import fanfare_kit

/// A page for people: Markdown that lies in the package.
struct Page {
    /// Where it lies.
    let path: String
    /// What it says.
    let text: String

    init(_ path: String) throws {
        self.path = path
        text = String(decoding: try Fixtures.bytes(path), as: UTF8.self)
    }

    /// The blocks between fences of a language, one after another.
    func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "\n```\(language)\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }
    }

    /// Everything outside of fences.
    private var unfenced: String {
        text.components(separatedBy: "\n```").enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            .joined(separator: "\n")
    }

    /// Everything outside of fences and of code within a line.
    var prose: String { unfenced.replacing(/`[^`\n]*`/, with: "") }

    /// What links may name behind `#`: anchors, and headings as GitHub makes names of them.
    var anchors: Set<String> {
        let headings = unfenced.components(separatedBy: "\n").filter { $0.hasPrefix("#") }
        let written = text.matches(of: /<a id="([^"]+)">/).map { String($0.1) }
        return Set(written).union(
            headings.map { heading in
                heading.drop { $0 == "#" || $0 == " " }.lowercased()
                    .filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
                    .replacing(" ", with: "-")
            })
    }
}

/// What the commands of a page print, as the page says it behind `# => `, line by line.
///
/// `…` stands for any text within a line; a line that is nothing else stands for any number of lines.
struct ExpectedOutput {
    let lines: [String]

    init(of script: String) {
        lines = script.components(separatedBy: "\n").compactMap { line in
            line.range(of: "# => ").map { String(line[$0.upperBound...]) }
        }
    }

    init(lines: [String]) { self.lines = lines }

    func matches(_ output: [String]) -> Bool { Self.matches(lines[...], output[...]) }

    private static func matches(
        _ expected: ArraySlice<String>, _ actual: ArraySlice<String>
    ) -> Bool {
        guard let first = expected.first else { return actual.isEmpty }
        let rest = expected.dropFirst()
        if first == "…" {
            return (actual.startIndex...actual.endIndex).contains { matches(rest, actual[$0...]) }
        }
        guard let line = actual.first, isLike(line, first) else { return false }
        return matches(rest, actual.dropFirst())
    }

    private static func isLike(_ line: String, _ pattern: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return line == pattern
        }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
