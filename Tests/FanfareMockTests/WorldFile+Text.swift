import JSONTree

@testable import FanfareMock

extension WorldFile {
    /// A world written out in a test; a mistake in it stops the test run.
    static func text(_ text: String) -> WorldFile {
        do {
            return try WorldFile(try JSONNode(parsing: text))
        } catch {
            preconditionFailure("the test's world is wrong: \(error)")
        }
    }
}
