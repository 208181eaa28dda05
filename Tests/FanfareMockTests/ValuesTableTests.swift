import Foundation
import TestSupport
import Testing

@testable import FanfareMock

/// The table of the topic `inbox` is the one that the mock acts by.
struct ValuesTableTests {
    @Test func `the table of values in the topic is the mock's own`() throws {
        let path = "Sources/fanfare-kit/Topics/inbox.md"
        let page = String(decoding: try Fixtures.bytes(path), as: UTF8.self)
        let expected = "<!-- values -->\n" + ChosenValues.markdown + "<!-- /values -->"
        #expect(page.contains(expected), "replace it by:\n\(ChosenValues.markdown)")
    }
}
