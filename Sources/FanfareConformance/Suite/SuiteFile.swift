package import JSONTree

/// One file of the suite, as it was read.
package final class SuiteFile: Sendable {
    /// The path below the package, such as `specs/v1/pages.json`; it says what the file is.
    package let path: String
    /// The path a person can open, the same unless the file was read from another folder.
    package let shownPath: String
    /// The bytes.
    package let bytes: [UInt8]
    /// Whether it is of this program, and no file of whoever reads of it.
    package let isEmbedded: Bool

    /// Keeps a file's bytes under its path.
    package init(
        path: String, shownPath: String? = nil, bytes: [UInt8], isEmbedded: Bool = false
    ) {
        self.isEmbedded = isEmbedded
        self.path = path
        self.shownPath = shownPath ?? path
        self.bytes = bytes
    }

    /// The text of a line, counted from 1, without its end; empty when there is no such line.
    package func line(_ number: Int) -> String {
        var rest = bytes[...]
        for _ in 1..<max(number, 1) {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            rest = rest[(end + 1)...]
        }
        return String(decoding: rest.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// Where something stands in the suite: a file and a byte in it.
package struct FileLocation: Sendable, CustomStringConvertible {
    /// The file.
    package let file: SuiteFile
    /// The offset of the first byte.
    package let offset: Int

    /// Names a byte of a file.
    package init(_ file: SuiteFile, _ offset: Int) {
        self.file = file
        self.offset = offset
    }

    /// Line and column, counted when asked for.
    package var position: JSONPosition { JSONPosition(offset: offset, in: file.bytes) }
    /// `path:line:column`, as compilers print it.
    package var description: String { "\(file.shownPath):\(position)" }
}
