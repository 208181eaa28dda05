import FanfareConformance
import FanfareMutants

/// The liberties of our mock as the suite meets them.
enum Liberties {
    static let all: [Liberty] = MockLiberty.all.map {
        Liberty(name: $0.name, sentence: $0.sentence, calls: $0.routes, decides: $0.decides)
    }

    /// A fresh mock that takes some of them.
    @Sendable static func subject(_ liberties: [Liberty]) -> Mutant.Subject {
        let names = Set(liberties.map(\.name))
        let mock = MockLiberty.mutated(by: MockLiberty.all.filter { names.contains($0.name) })
        return Mutant.Subject(
            transport: FunctionTransport { mock.respond(to: $0) }, occasions: { mock.occasions })
    }
}
