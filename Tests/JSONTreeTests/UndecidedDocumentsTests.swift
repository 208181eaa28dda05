import JSONTree
import TestSupport
import Testing

/// What the parser does with a document that RFC 8259 leaves to it, and why.
struct Decision: CustomTestStringConvertible, Sendable {
    let name: String
    /// Nil when the document is accepted.
    let refusal: JSONError.Reason?
    let why: String

    var testDescription: String { "\(name): \(why)" }

    init(accept name: String, _ why: String) {
        (self.name, refusal, self.why) = (name, nil, why)
    }

    init(_ refusal: JSONError.Reason, _ name: String, _ why: String) {
        (self.name, self.refusal, self.why) = (name, refusal, why)
    }
}

private let keptAsText = "a number is kept as its text, so none is too large, too small or too long"
private let lone = "half a surrogate pair is no character and could not be written as UTF-8 again"
private let notUTF8 =
    "RFC 8259 section 8.1: JSON between systems MUST be UTF-8; nothing is repaired"
private let utf16 = "RFC 8259 section 8.1: other encodings than UTF-8 are not guessed"

let decisions: [Decision] = [
    Decision(accept: "i_number_double_huge_neg_exp", keptAsText),
    Decision(accept: "i_number_huge_exp", keptAsText),
    Decision(accept: "i_number_neg_int_huge_exp", keptAsText),
    Decision(accept: "i_number_pos_double_huge_exp", keptAsText),
    Decision(accept: "i_number_real_neg_overflow", keptAsText),
    Decision(accept: "i_number_real_pos_overflow", keptAsText),
    Decision(accept: "i_number_real_underflow", keptAsText),
    Decision(accept: "i_number_too_big_neg_int", keptAsText),
    Decision(accept: "i_number_too_big_pos_int", keptAsText),
    Decision(accept: "i_number_very_big_negative_int", keptAsText),
    Decision(.loneSurrogate, "i_object_key_lone_2nd_surrogate", lone),
    Decision(.loneSurrogate, "i_string_1st_surrogate_but_2nd_missing", lone),
    Decision(.loneSurrogate, "i_string_1st_valid_surrogate_2nd_invalid", lone),
    Decision(.loneSurrogate, "i_string_incomplete_surrogate_and_escape_valid", lone),
    Decision(.loneSurrogate, "i_string_incomplete_surrogate_pair", lone),
    Decision(.loneSurrogate, "i_string_incomplete_surrogates_escape_valid", lone),
    Decision(.loneSurrogate, "i_string_invalid_lonely_surrogate", lone),
    Decision(.loneSurrogate, "i_string_invalid_surrogate", lone),
    Decision(.loneSurrogate, "i_string_inverted_surrogates_U+1D11E", lone),
    Decision(.loneSurrogate, "i_string_lone_second_surrogate", lone),
    Decision(.invalidUTF8, "i_string_UTF-8_invalid_sequence", notUTF8),
    Decision(.invalidUTF8, "i_string_UTF8_surrogate_U+D800", notUTF8),
    Decision(.invalidUTF8, "i_string_invalid_utf-8", notUTF8),
    Decision(.invalidUTF8, "i_string_iso_latin_1", notUTF8),
    Decision(.invalidUTF8, "i_string_lone_utf8_continuation_byte", notUTF8),
    Decision(.invalidUTF8, "i_string_not_in_unicode_range", notUTF8),
    Decision(.invalidUTF8, "i_string_overlong_sequence_2_bytes", notUTF8),
    Decision(.invalidUTF8, "i_string_overlong_sequence_6_bytes", notUTF8),
    Decision(.invalidUTF8, "i_string_overlong_sequence_6_bytes_null", notUTF8),
    Decision(.invalidUTF8, "i_string_truncated-utf-8", notUTF8),
    Decision(
        .unexpectedByte(0xFF, expected: "a value"), "i_string_UTF-16LE_with_BOM", utf16),
    Decision(.unexpectedByte(0, expected: "a value"), "i_string_utf16BE_no_BOM", utf16),
    Decision(.unexpectedByte(0, expected: "a value"), "i_string_utf16LE_no_BOM", utf16),
    Decision(
        .tooDeep(limit: 128), "i_structure_500_nested_arrays",
        "RFC 8259 section 9 allows a limit of depth; no body of this API comes near 128"),
    Decision(
        .byteOrderMark, "i_structure_UTF-8_BOM_empty_object",
        "RFC 8259 section 8.1: a sender MUST NOT add one; a service should hear that it does"),
]

@Suite("JSONTestSuite, undecided documents")
struct UndecidedDocumentsTests {
    @Test("decides", arguments: decisions)
    func decides(_ decision: Decision) throws {
        let path = JSONTestSuiteTests.folder + decision.name + ".json"
        let text = try Fixtures.bytes(path)
        guard let refusal = decision.refusal else {
            let node = try JSONNode(parsing: text)
            #expect(node.bytes() == text.filter { $0 != UInt8(ascii: "\n") })
            return
        }
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: text) }
        #expect(error?.reason == refusal)
    }

    @Test func `every undecided document is decided once`() {
        #expect(decisions.map { $0.name + ".json" }.sorted() == JSONTestSuiteTests.names("i"))
    }
}
