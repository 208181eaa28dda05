import JSONTree

/// A moment that some expectation speaks of.
struct RecordedMoment {
    let path: [String]
    let pattern: Pattern
    let clause: Clause

    /// Whether it lies ahead by a span that is documented.
    var isAhead: Bool {
        switch pattern.kind {
        case .matcher(.timestamp(.after(let span)), _), .matcher(.unixTime(let span?), _):
            span.milliseconds > 0
        default: false
        }
    }

    /// Every moment inside a pattern.
    static func all(in pattern: Pattern, at path: [String] = [], of clause: Clause)
        -> [RecordedMoment]
    {
        switch pattern.kind {
        case .matcher(.timestamp(let moment), _):
            // What is set by somebody, and what is now, hangs on the situation.
            switch moment {
            case nil: return [RecordedMoment(path: path, pattern: pattern, clause: clause)]
            case .after(let span) where span.milliseconds > 0:
                return [RecordedMoment(path: path, pattern: pattern, clause: clause)]
            case .after, .at: return []
            }
        case .matcher(.utc, _):
            return [RecordedMoment(path: path, pattern: pattern, clause: clause)]
        case .matcher(.unixTime(let span), _):
            guard let span, span.milliseconds > 0 else { return [] }
            return [RecordedMoment(path: path, pattern: pattern, clause: clause)]
        case .object(let members):
            return members.filter { $0.key.variables.isEmpty }.flatMap {
                all(in: $0.pattern, at: path + [$0.key.source], of: clause)
            }
        case .claims(let claims): return all(in: claims, at: path + ["$jwt"], of: clause)
        case .oneOf(let alternatives):
            // A moment, or nothing.
            let moments = alternatives.filter { !$0.allowsAbsence && !$0.accepts(.null) }
            return moments.count == 1 ? all(in: moments[0], at: path, of: clause) : []
        case .scalar, .text, .matcher, .array, .not, .each, .includes, .once: return []
        }
    }
}
