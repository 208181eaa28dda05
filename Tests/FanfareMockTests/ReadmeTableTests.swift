import Foundation
import TestSupport
import Testing

@testable import FanfareMock

/// The README's table is the one that the mock acts by.
struct ReadmeTableTests {
    @Test func `the table of values in the README is the mock's own`() throws {
        let readme = String(decoding: try Fixtures.bytes("README.md"), as: UTF8.self)
        let expected = "<!-- values -->\n" + ChosenValues.markdown + "<!-- /values -->"
        #expect(readme.contains(expected), "replace it by:\n\(ChosenValues.markdown)")
    }
}
