import JSONTree
import TestSupport
import Testing

@testable import FanfareModel

/// One number has one form, however it is written (ITU-T E.123, E.164).
struct PhoneNumberTests {
    private func read(_ text: String, _ country: String? = nil) -> String? {
        PhoneNumber(text, defaultCountry: country)?.e164
    }

    @Test(arguments: [
        ("+44 (0)7400 123456", "+447400123456"), ("+44 07400 123456", "+447400123456"),
        ("+7 (8) 301 123-45-67", "+73011234567"), ("+7 800 555 35 35", "+78005553535"),
        ("+36 (06) 1 234 5678", "+3612345678"), ("+1 (1) 202 555 1234", "+12025551234"),
        ("+375 (8) 152 450911", "+375152450911"), ("+49 (0)30 901820", "+4930901820"),
    ])
    func `a trunk prefix behind a calling code is no part of the number`(
        _ written: String, _ expected: String
    ) {
        #expect(read(written) == expected, "\(written)")
    }

    @Test func `the zero of Italy, San Marino and the Vatican belongs to the number`() {
        #expect(read("+39 06 1234 5678") == "+390612345678")
        #expect(read("06 1234 5678", "IT") == "+390612345678")
        #expect(read("+39 (0)6 1234 5678") == "+390612345678")
        #expect(read("+378 0549 886377") == "+3780549886377")
        #expect(read("+39 06 698 12345") == read("06 698 12345", "VA"))
    }

    @Test func `a zero where no plan has one is refused`() {
        for text in ["+34 (0)912 345 678", "+45 (0)32 12 34 56", "+351 (0)912 345 678"] {
            #expect(read(text) == nil, "\(text)")
        }
    }

    @Test func `a national form leads to the same number as the international one`() {
        #expect(read("07400 123456", "GB") == read("+44 (0)7400 123456"))
        #expect(read("8 (301) 123-45-67", "RU") == read("+7 301 123 45 67"))
        #expect(read("06 1 234 5678", "HU") == read("+36 1 234 5678"))
    }

    @Test func `what is dialled before a calling code depends on the country`() {
        #expect(read("0044 7400 123456") == "+447400123456")
        #expect(read("0044 7400 123456", "FR") == "+447400123456")
        #expect(read("011 44 7400 123456", "US") == "+447400123456")
        #expect(read("0011 44 7400 123456", "AU") == "+447400123456")
        #expect(read("8~10 44 7400 123456", "RU") == nil)
        #expect(read("810 44 7400 123456", "RU") == "+447400123456")
        #expect(read("0044 7400 123456", "US") == nil)
        #expect(read("0044 7400 123456", "AU") == nil)
    }

    @Test func `digits of other scripts and spaces of all widths are read`() {
        #expect(read("＋４４　７４００　１２３４５６") == "+447400123456")
        #expect(read("٠٧٤٠٠ ١٢٣٤٥٦", "GB") == "+447400123456")
        #expect(read("+44\u{A0}7400\u{2011}123456") == "+447400123456")
    }

    @Test(arguments: [
        "", "+", "00", "++447400123456", "+447400123456 ext. 5", "+447400123456x5",
        "tel:+447400123456", "+44740012345６7890123", "+44\u{200B}7400123456",
        "\u{202A}+447400123456", "+0447400123456", "+999123456", "07400 123456",
        "+4474001234567890123456789012345678901234", "1-800-FLOWERS", "+1 102 555 1234",
    ])
    func `anything else is refused`(_ text: String) { #expect(read(text) == nil) }

    @Test func `digits that read in two ways are refused`() {
        // With an area code 4930, or Berlin behind the calling code.
        #expect(read("4930 901820", "DE") == nil)
        // Mobile numbers of Italy begin with its calling code.
        #expect(read("391 234 5678", "IT") == "+393912345678")
        #expect(read("390612345678", "IT") == nil)
    }

    @Test func `every spelling reads as elsewhere or is refused`() throws {
        let rows = try #require(
            JSONNode(parsing: try Fixtures.bytes("fixtures/phone-numbers/spellings.json")).elements)
        var refused = 0
        for row in rows {
            let fields = row.elements?.compactMap(\.string) ?? []
            try #require(fields.count == 3)
            guard let number = read(fields[1], fields[0].isEmpty ? nil : fields[0]) else {
                refused += 1
                #expect(fields[1].first != "+", "\(fields)")
                continue
            }
            #expect(number == fields[2], "\(fields)")
        }
        #expect(rows.count > 1500)
        #expect(refused * 4 < rows.count)
    }
}
