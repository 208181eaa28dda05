import FanfareModel
import JSONTree

extension Money {
    /// The amount as a number.
    func json(_ currency: Currency) -> JSONNode {
        JSONNode(.number(JSONNumber(text: text(in: currency))))
    }
}

extension Money? {
    /// The amount as a number, `null` for none.
    func json(_ currency: Currency) -> JSONNode { self?.json(currency) ?? .null }
}
