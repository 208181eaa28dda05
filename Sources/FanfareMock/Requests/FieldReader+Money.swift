import FanfareModel
import JSONTree

extension FieldReader {
    /// An amount above 0 that must be there; an issue makes it 0.
    mutating func amount(_ field: String, in currency: Currency) -> Money {
        guard body[field] != nil else {
            report(field, .required)
            return Money(units: 0)
        }
        return money(field, body[field], atLeast: 1, currency)
    }

    /// An amount that may be missing or null.
    mutating func optionalAmount(
        _ field: String, in currency: Currency, atLeast minimum: Int64
    ) -> Money? {
        guard let node = body[field], !node.isNull else { return nil }
        return money(field, node, atLeast: minimum, currency)
    }

    private mutating func money(
        _ field: String, _ node: JSONNode?, atLeast minimum: Int64, _ currency: Currency
    ) -> Money {
        guard let number = node?.number else {
            report(field, .wrongType(expected: "number"))
            return Money(units: 0)
        }
        guard let money = Money(number.text, in: currency), money.units >= minimum else {
            report(field, .invalidAmount(currency.range(from: minimum)))
            return Money(units: 0)
        }
        return money
    }
}

extension Currency {
    /// The amounts that a field takes, in words.
    func range(from minimum: Int64) -> String {
        let least = Money(units: minimum).text(in: self)
        let most = Money.largest.text(in: self)
        return "\(least) to \(most) with at most \(fractionDigits) decimal places"
    }
}
