import Foundations
import Testing

/// Sentences whose last words are another's.
struct SentenceTests {
    @Test(
        arguments: [
            ("It cannot be read: no such file", "It cannot be read: no such file."),
            ("No more of it was read.", "No more of it was read."), ("Why?", "Why?"),
            ("It reads: \"garbage\"", "It reads: \"garbage\"."),
            ("It says \"no.\"", "It says \"no.\""), ("", ""),
        ])
    func `a sentence has one end`(_ text: String, _ sentence: String) {
        #expect(text.ended == sentence)
    }
}
