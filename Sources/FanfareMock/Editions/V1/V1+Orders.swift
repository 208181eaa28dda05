import FanfareModel
import JSONTree

/// What a backend says when it completes a participation (specs/v1/contract.md#queues).
extension FieldReader {
    /// The order as the guides send it: beside the consumer or as metadata, where anything may stand.
    ///
    /// What cannot be read is left out, since metadata has no form that it could break.
    func order(in currency: Currency) -> OrderNote {
        var order = OrderNote()
        order.id = note("orderId")?.shortText
        let named = (note("currencyCode") ?? note("currency"))?.string.flatMap { Currency($0) }
        let price = note("totalAmount") ?? note("orderAmount")
        let paid = named ?? currency
        if let amount = price?.number.flatMap({ Money($0.text, in: paid) }) {
            order.total = Price(amount, paid)
        }
        return order
    }

    private func note(_ name: String) -> JSONNode? { body[name] ?? body["metadata"]?[name] }
}

extension JSONNode {
    /// A text or a number of some length, as text.
    fileprivate var shortText: String? {
        guard let text = string ?? number?.text, !text.isEmpty, text.utf8.count <= 1024 else {
            return nil
        }
        return text
    }
}

extension RequestContext {
    /// The consumer whom a backend names.
    func consumer(_ identifier: String, in resource: Resource) throws(FanfareError) -> ConsumerKey {
        guard let consumer = world.consumer(identifier) else { throw .notParticipating(resource) }
        return consumer
    }
}
