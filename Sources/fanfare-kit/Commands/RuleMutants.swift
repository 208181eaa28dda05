import FanfareConformance
import FanfareMutants

/// The rule mutants as the suite meets them.
enum RuleMutants {
    static let all: [Mutant] = RuleMutant.all.map { rule in
        Mutant(name: rule.name, sentence: rule.sentence, clauses: rule.clauses) { _ in
            let inbox = WebhookInbox()
            let mock = MutatedMock(rule, webhooks: inbox.receive)
            return Mutant.Subject(
                transport: FunctionTransport(receiving: inbox) { mock.respond(to: $0) },
                occasions: { mock.occasions })
        }
    }
}
