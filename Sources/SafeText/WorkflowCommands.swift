/// Finds what a CI system would obey in the log of a step.
///
/// - `##[add-mask]`, `##vso[task.setvariable …]` and `##teamcity[…]` anywhere on a line: GitHub,
///   Azure Pipelines, TeamCity
/// - `::error file=…::`, of which GitHub obeys what begins a line
/// - `section_start:`, `travis_fold:` and their kind: GitLab, Travis
struct WorkflowCommands {
    private let scalars: [Unicode.Scalar]
    /// Where the line ends that was looked at last, and where its last `::` stands.
    private var lineEnd = -1
    private var lastPair = -1

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    /// Whether the scalar must not stay as it is, so that no command is left.
    mutating func breaks(at index: Int) -> Bool {
        switch scalars[index] {
        case "#": isBracketed(index)
        case ":": isPaired(index) || endsSection(index)
        default: false
        }
    }

    /// `##`, a word or none, `[`.
    private func isBracketed(_ index: Int) -> Bool {
        guard scalar(index + 1) == "#" else { return false }
        var end = index + 2
        while let next = scalar(end), Self.isWord(next) { end += 1 }
        return scalar(end) == "["
    }

    /// `::`, a letter, and another `::` on the same line.
    private mutating func isPaired(_ index: Int) -> Bool {
        guard scalar(index + 1) == ":", scalar(index + 2).map(Self.isLetterOrColon) ?? false else {
            return false
        }
        if index > lineEnd { lookAhead(from: index) }
        return index + 2 <= lastPair
    }

    private mutating func lookAhead(from start: Int) {
        lineEnd = scalars[start...].firstIndex { $0 == "\n" } ?? scalars.count
        lastPair = -1
        var index = lineEnd - 2
        while index >= start, lastPair < 0 {
            if scalars[index] == ":", scalars[index + 1] == ":" { lastPair = index }
            index -= 1
        }
    }

    private static let sections = ["section_start", "section_end", "travis_fold", "travis_time"]
        .map { Array($0.unicodeScalars) }

    private func endsSection(_ index: Int) -> Bool {
        Self.sections.contains { scalars[..<index].suffix($0.count).elementsEqual($0) }
    }

    private func scalar(_ index: Int) -> Unicode.Scalar? {
        scalars.indices.contains(index) ? scalars[index] : nil
    }

    private static func isLetterOrColon(_ scalar: Unicode.Scalar) -> Bool {
        scalar == ":" || scalar.properties.isAlphabetic
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
    }
}
