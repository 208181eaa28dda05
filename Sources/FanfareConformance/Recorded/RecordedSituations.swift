import HTTPEngine
import JSONTree

/// What a suite expects of the answers to each call, situation by situation.
///
/// A recording does not say in which situation a call was made, so an answer is right that is right in
/// some: each of its parts is held to what the situations say that are like it.
struct RecordedSituations {
    /// What one step of a scenario expects of the answer, on one answer to each reading.
    struct Situation {
        let request: RequestPattern
        /// Whether it counts in an organization of its own, which has no plan and no past.
        let isSandboxed: Bool
        /// The fields that its request has beside the usual ones, in small letters.
        let fields: Set<String>
        let blocks: [(clause: Clause, block: AnswerBlock)]
        /// The words of the refusals that it expects.
        let words: Set<String>
    }

    /// What is expected of one call.
    struct OfCall {
        fileprivate(set) var situations: [Situation] = []
        /// What is expected of what is granted.
        fileprivate(set) var granted: [(clause: Clause, block: AnswerBlock)] = []
        /// Situations in which nothing else than granting is right.
        fileprivate(set) var granting: [Situation] = []
        /// The whole bodies of what is granted.
        fileprivate(set) var shapes: [Shape] = []
        /// The moments in them.
        fileprivate(set) var moments: [[String]: [RecordedMoment]] = [:]
    }

    private let calls: [String: OfCall]
    /// The statuses of refusals that have no word: of bodies that are no JSON.
    let wordless: Set<Int>
    /// The words that are written out in good answers, by what their calls act on and the member's name.
    private let words: [String: [String: Set<String>]]
    /// The situations of whatever call in which a refusal has a word.
    let refusals: [String: [Situation]]

    /// A whole documented body.
    struct Shape {
        let clause: Clause
        let block: AnswerBlock
        let pattern: Pattern
        /// Whether the file says so, without what a scenario puts in place of its members.
        let isPlain: Bool
    }

    init(_ suite: Suite) {
        var situations: [String: [Situation]] = [:]
        for scenario in suite.scenarios {
            for step in scenario.steps {
                guard case .send(let request, _, let expect?) = step.action,
                    let call = suite.calls.call(of: request)
                else { continue }
                for blocks in Self.variants(expect) {
                    let cited = blocks.compactMap { block in
                        suite.clauses[(block.clause ?? scenario.clause).id].map { ($0, block) }
                    }
                    situations[call.name, default: []].append(
                        Situation(
                            request: request, isSandboxed: scenario.needsSandbox,
                            fields: Set(
                                request.headers.filter { $0.value != nil }.map {
                                    $0.name.lowercased()
                                }),
                            blocks: cited,
                            words: Set(
                                blocks.compactMap(\.body).flatMap { $0.words(of: "error") })))
                }
            }
        }
        let decoder = PatternDecoder(payloads: suite.payloads)
        var plain: [String: Pattern] = [:]
        var calls: [String: OfCall] = [:]
        var refusals: [String: [Situation]] = [:]
        for (name, situations) in situations {
            var call = OfCall(situations: situations)
            call.granted = situations.flatMap(\.blocks).filter { $0.block.speaksOfGranted }
            call.granting = situations.filter { situation in
                situation.blocks.allSatisfy { $0.block.speaksOfGranted }
            }
            for (clause, block) in call.granted {
                guard let body = block.body else { continue }
                for moment in RecordedMoment.all(in: body, of: clause) {
                    call.moments[moment.path, default: []].append(moment)
                }
                // What a payload of refusals lets be beside them names no member of a grant but one.
                for pattern in body.shapes
                where pattern.isWholeShape && !pattern.hasMember("error")
                    && !pattern.place.file.path.contains("/error/")
                {
                    let file = pattern.place.file
                    if plain[file.path] == nil {
                        plain[file.path] = try? decoder.pattern(Cursor(file))
                    }
                    call.shapes.append(
                        Shape(clause: clause, block: block, pattern: pattern, isPlain: false))
                    guard let whole = plain[file.path] else { continue }
                    // What a scenario puts in a moment's place is a moment too.
                    for moment in RecordedMoment.all(in: whole, of: clause) where !moment.isAhead {
                        call.moments[moment.path, default: []].append(moment)
                    }
                    call.shapes.append(
                        Shape(clause: clause, block: block, pattern: whole, isPlain: true))
                }
            }
            for situation in situations {
                for word in situation.words { refusals[word, default: []].append(situation) }
            }
            calls[name] = call
        }
        var words: [String: [String: Set<String>]] = [:]
        for call in suite.calls.all {
            let kind = call.operation.segments.first.flatMap(\.self) ?? ""
            for (_, block) in calls[call.name]?.granted ?? [] {
                block.body?.collectWords(into: &words[kind, default: [:]])
            }
        }
        self.words = words
        wordless = situations.values.joined().reduce(into: []) { wordless, situation in
            guard case .text = situation.request.body, situation.words.isEmpty else { return }
            for (_, block) in situation.blocks {
                for case .exactly(let status) in block.status?.alternatives ?? [] {
                    wordless.insert(status)
                }
            }
        }
        self.calls = calls
        self.refusals = refusals
    }

    /// The blocks of a step for each combination of answers to the readings that it speaks of.
    private static func variants(_ blocks: [AnswerBlock]) -> [[AnswerBlock]] {
        var variants: [(chosen: [String: String], blocks: [AnswerBlock])] = [([:], [])]
        for block in blocks {
            if let alternatives = block.alternatives {
                variants = variants.flatMap { variant in
                    alternatives.blocks.filter { answer, _ in
                        variant.chosen[alternatives.reading].map { $0 == answer } ?? true
                    }.map { answer, block in
                        var chosen = variant.chosen
                        chosen[alternatives.reading] = answer
                        return (chosen, variant.blocks + [block])
                    }
                }
            } else if let condition = block.condition {
                // Where the condition does not hold the rest is expected all the same.
                variants = variants.flatMap { variant -> [([String: String], [AnswerBlock])] in
                    if let chosen = variant.chosen[condition.reading] {
                        return [
                            (
                                variant.chosen,
                                variant.blocks + (chosen == condition.answer ? [block] : [])
                            )
                        ]
                    }
                    var chosen = variant.chosen
                    chosen[condition.reading] = condition.answer
                    return [variant, (chosen, variant.blocks + [block])]
                }
            } else {
                variants = variants.map { ($0.chosen, $0.blocks + [block]) }
            }
        }
        return variants.map(\.blocks)
    }

    /// Whether a word is written out under a name in the answers of calls that act on the same.
    func says(_ word: String, under name: String, in call: Calls.Call) -> Bool {
        let kind = call.operation.segments.first.flatMap(\.self) ?? ""
        return words[kind]?[name]?.contains(word) ?? false
    }

    /// What is expected of a call; nothing of one that no scenario looks at.
    subscript(operation: String) -> OfCall { calls[operation] ?? OfCall() }
}

extension Pattern {
    /// Adds the words that its members are written out with.
    fileprivate func collectWords(into words: inout [String: Set<String>]) {
        guard case .object(let members) = kind else { return }
        for member in members {
            for shape in member.pattern.shapes {
                if case .scalar(let node) = shape.kind, let word = node.string {
                    words[member.key.source, default: []].insert(word)
                }
                shape.collectWords(into: &words)
            }
        }
    }
}

extension AnswerBlock {
    /// Whether it is expected of what is granted.
    var speaksOfGranted: Bool {
        status?.alternatives.contains { alternative in
            switch alternative {
            case .exactly(let status): (200..<300).contains(status)
            case .hundred(let hundred): hundred == 2
            }
        } ?? true
    }

    /// Whether it is expected of what is refused.
    var speaksOfRefused: Bool {
        status?.alternatives.contains { alternative in
            switch alternative {
            case .exactly(let status): status >= 400
            case .hundred(let hundred): hundred >= 4
            }
        } ?? true
    }
}
