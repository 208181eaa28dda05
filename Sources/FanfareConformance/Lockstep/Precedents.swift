import HTTPEngine
import JSONTree
import Synchronization

/// What the oracle itself answers where a suite expects something of a call: so it shows which of the suite's
/// statements an answer of the oracle rests on.
///
/// A scenario is played to the oracle when first somebody asks for its call.
package final class Precedents: Sendable {
    /// A step that expects something.
    private struct Precedent: Sendable {
        let situation: Situation
        /// The oracle's answer.
        let answer: HTTPResponse
        let blocks: [(clause: Clause, block: AnswerBlock)]
        /// What the calls that lead to it bind a target to, at least.
        let weakest: Evidence?
    }

    private let suite: Suite
    private let target: Target
    private let transport: any Transport
    private let known = Mutex<[Question: [Precedent]]>([:])

    /// A call, and whether it is granted: what the steps have in common that are asked for at once.
    private struct Question: Hashable {
        let operation: String
        let isGranted: Bool
    }

    /// Looks for them where an oracle serves the control protocol.
    package init(_ suite: Suite, of target: Target, by transport: any Transport) {
        self.suite = suite
        var target = target
        target.readings = suite.readings.defaults
        self.target = target
        self.transport = transport
    }

    /// The clauses that the suite cites where the oracle answers a call as it does here and where the
    /// target's answer is forbidden, the one that says it best first; none where it never does.
    ///
    /// Of steps that are as like what was done, one of the call's own chapter counts, and of those the one
    /// that binds least; of its clauses, the one that binds most. What is only our choice counts where the
    /// step says nothing else.
    func clauses(
        _ operation: String, _ situation: Situation, expected: HTTPResponse, actual: HTTPResponse
    ) -> [Clause] {
        let meaning = Meaning(expected)
        let found = precedents(of: Question(operation: operation, isGranted: meaning.isGranted))
            .compactMap { precedent -> Judged? in
                guard Meaning(precedent.answer) == meaning else { return nil }
                if meaning.isGranted, !precedent.situation.isAfterTheSame(as: situation) {
                    return nil
                }
                let clauses = Self.binding(precedent.blocks, precedent.answer, actual)
                guard let first = clauses.first else { return nil }
                return Judged(
                    likeness: precedent.situation.likeness(to: situation),
                    evidence: first.evidence.weaker(of: precedent.weakest), clauses: clauses)
            }
        return found.sorted { one, other in
            if one.likeness != other.likeness { return one.likeness > other.likeness }
            let isOwn = [one, other].map { operation.contains($0.clauses[0].chapter) }
            if isOwn[0] != isOwn[1] { return isOwn[0] }
            if one.evidence != other.evidence {
                return other.evidence.isStronger(than: one.evidence)
            }
            return one.clauses[0].id < other.clauses[0].id
        }.first?.clauses ?? []
    }

    private struct Judged {
        let likeness: Int
        let evidence: Evidence
        let clauses: [Clause]
    }

    /// The clauses of those blocks that the oracle's answer satisfies and the target's does not.
    private static func binding(
        _ blocks: [(clause: Clause, block: AnswerBlock)], _ expected: HTTPResponse,
        _ actual: HTTPResponse
    ) -> [Clause] {
        let all = blocks.filter { $0.block.forbids(actual, where: expected) }.map(\.clause)
        let documented = all.filter { $0.evidence != .choice && $0.evidence != .newer }
        return (documented.isEmpty ? all : documented).sorted { one, other in
            if one.evidence != other.evidence {
                return one.evidence.isStronger(than: other.evidence)
            }
            return one.id < other.id
        }
    }

    private func precedents(of question: Question) -> [Precedent] {
        known.withLock { known in
            if let those = known[question] { return those }
            let those = play(question)
            known[question] = those
            return those
        }
    }

    private func play(_ question: Question) -> [Precedent] {
        let context = RunContext(
            suite: suite, target: target, transport: transport, run: "precedents")
        let caller = Caller(transport, to: target)
        return suite.scenarios.flatMap { scenario -> [Precedent] in
            let steps = scenario.steps.indices.filter { step in
                guard case .send(let request, _, .some) = scenario.steps[step].action,
                    suite.calls.call(of: request)?.name == question.operation
                else { return false }
                let isGranted = scenario.steps[step].usualBlocks.allSatisfy {
                    $0.status?.allows(200) ?? true || $0.status?.allows(204) ?? true
                }
                return isGranted == question.isGranted
            }
            guard !steps.isEmpty else { return [] }
            let result = ScenarioRun(scenario, number: 0, context: context, caller: caller).run()
            return steps.compactMap { step in
                let answer = result.exchanges.last { $0.step == step }?.response
                guard let answer,
                    let situation = Situation(scenario, at: step, of: suite.calls)
                else { return nil }
                return Precedent(
                    situation: situation, answer: answer,
                    blocks: scenario.steps[step].usualBlocks.compactMap { block in
                        suite.clauses[(block.clause ?? scenario.clause).id].map { ($0, block) }
                    }, weakest: suite.calls.weakest(of: scenario, upTo: step)?.evidence)
            }
        }
    }

    /// What an answer says, whoever it says it to.
    private struct Meaning: Hashable {
        let status: Int
        let word: String?
        let message: String?
        var isGranted: Bool { status < 300 }

        init(_ answer: HTTPResponse) {
            let document = answer.json
            let isGranted = answer.status < 300
            status = answer.status
            word = document?[isGranted ? "status" : "error"]?.string
            // Amounts and names stand in it.
            message =
                isGranted
                ? nil
                : document?["message"]?.string.map { text in
                    text.split(separator: " ").filter { word in
                        !word.contains { $0.isNumber || "_-'\"`".contains($0) }
                    }.joined(separator: " ")
                }
        }
    }
}

extension AnswerBlock {
    /// Whether it is satisfied by what should have been answered, and not by what was.
    fileprivate func forbids(_ actual: HTTPResponse, where expected: HTTPResponse) -> Bool {
        if let status {
            guard status.allows(expected.status) else { return false }
            if !status.allows(actual.status) { return true }
        }
        guard let body else { return false }
        return body.accepts(expected.json) && !body.accepts(actual.json)
    }
}

extension Evidence {
    /// The one of two that binds less.
    fileprivate func weaker(of other: Self?) -> Self {
        guard let other, isStronger(than: other) else { return self }
        return other
    }
}
