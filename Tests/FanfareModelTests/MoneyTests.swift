import FanfareModel
import Testing

struct MoneyTests {
    @Test(
        "reads the digits that were written",
        arguments: [
            ("275.1", 27510), ("275.10", 27510), ("275.100000000000000000000", 27510),
            ("2.751e2", 27510), ("27510E-2", 27510), ("0.01", 1), ("1e-2", 1), ("100", 10000),
            ("0", 0), ("0.00", 0), ("0e999999999999999999", 0), ("1e2", 10000),
            ("9999999999999.99", 999_999_999_999_999), ("0.29", 29), ("1.15", 115),
        ])
    func reads(_ text: String, _ units: Int64) {
        #expect(Money(text, in: .usDollar)?.units == units)
    }

    @Test(
        "refuses what is no amount of the currency",
        arguments: [
            "275.105", "0.001", "1e-3", "-1", "-0.01", "10000000000000", "1e13", "1e999999999",
            "1e99999999999999999999", "", ".", "1e", "e5", "1.2.3", "1e1e1", "+1", "0x10", "１",
        ])
    func refuses(_ text: String) {
        #expect(Money(text, in: .usDollar) == nil)
    }

    @Test(
        "prints the number without noise",
        arguments: [
            (27510, "275.1"), (27500, "275"), (1, "0.01"), (10, "0.1"), (0, "0"), (115, "1.15"),
            (999_999_999_999_999, "9999999999999.99"),
        ])
    func prints(_ units: Int64, _ text: String) {
        #expect(Money(units: units).text(in: .usDollar) == text)
    }

    @Test func `a currency has its own number of digits`() throws {
        let yen = try #require(Currency("jpy"))
        #expect(yen.code == "JPY")
        #expect(Money("100", in: yen)?.units == 100)
        #expect(Money("100.5", in: yen) == nil)
        #expect(Money(units: 100).text(in: yen) == "100")
        let dinar = try #require(Currency("KWD"))
        #expect(Money("1.005", in: dinar)?.units == 1005)
        #expect(Money(units: 1005).text(in: dinar) == "1.005")
        #expect(Currency("DOLLAR") == nil)
        #expect(Currency("U5D") == nil)
    }

    @Test func `every amount up to two hundred survives printing and reading`() {
        for units in 0...Int64(20_000) {
            let text = Money(units: units).text(in: .usDollar)
            #expect(Money(text, in: .usDollar)?.units == units)
            #expect(Double(text) == Double(units) / 100)
        }
    }
}
