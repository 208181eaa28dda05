package import JSONTree
import SafeText

/// Something wrong with a file of the suite: our fault, never the target's.
package struct SuiteProblem: Error, Sendable, CustomStringConvertible {
    /// The file.
    package let path: String
    /// Line and column, nil when the whole file is meant.
    package let position: JSONPosition?
    /// The value inside the file, nil when the text is no JSON.
    package let pointer: JSONPointer?
    /// What is wrong and what would be right.
    package let message: String

    /// Describes a problem of a whole file.
    package init(path: String, _ message: String) {
        self.path = path
        self.position = nil
        self.pointer = nil
        self.message = message
    }

    /// Describes a problem at a place.
    package init(at place: FileLocation, pointer: JSONPointer? = nil, _ message: String) {
        path = place.file.shownPath
        position = place.position
        self.pointer = pointer
        self.message = message
    }

    /// The problem as compilers print it: `path:line:column: message (at /pointer)`.
    package var description: String {
        let place = position.map { ":\($0)" } ?? ""
        let inside = pointer.map { $0.tokens.isEmpty ? "" : " (at \($0))" } ?? ""
        return Printable.line("\(path)\(place): \(message)\(inside)")
    }
}
