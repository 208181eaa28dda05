import JSONTree

extension Scenario {
    /// Every use of a variable, with its step, in the order of the steps.
    package var variables: [(name: String, step: Int, place: FileLocation)] {
        steps.enumerated().flatMap { index, step in
            step.variables.map { ($0.name, index, $0.place) }
        }
    }
}

extension Step {
    fileprivate var variables: [(name: String, place: FileLocation)] {
        var found = requests.flatMap(\.variables)
        if case .inbox(let recipient, _) = action {
            found += recipient.variables.map { ($0, place) }
        }
        if case .webhook(let pattern) = action {
            found += pattern.about.variables.map { ($0, place) }
        }
        found += keep.flatMap { keep -> [(String, FileLocation)] in
            guard case .body(let pointer) = keep.source else { return [] }
            return pointer.variables.map { ($0, keep.place) }
        }
        return found + blocks.flatMap(\.variables)
    }
}

extension RequestPattern {
    fileprivate var variables: [(name: String, place: FileLocation)] {
        var templates = [path] + headers.compactMap(\.value)
        if let token { templates.append(token) }
        if case .text(let text) = body { templates.append(text) }
        var found = templates.flatMap(\.variables).map { (name: $0, place: place) }
        if case .json(let node) = body {
            found += node.strings.flatMap { string, offset in
                Template(string).variables.map { ($0, FileLocation(place.file, offset)) }
            }
        }
        return found
    }
}

extension AnswerBlock {
    fileprivate var variables: [(name: String, place: FileLocation)] {
        (headers.map(\.pattern) + (body.map { [$0] } ?? [])).flatMap(\.variables)
    }
}

extension Pattern {
    /// Every variable the pattern speaks of.
    var variables: [(name: String, place: FileLocation)] {
        switch kind {
        case .scalar: []
        case .matcher(.contains(let template), _), .matcher(.timestamp(.at(let template)?), _),
            .text(let template):
            template.variables.map { ($0, place) }
        case .matcher(.lists(let template), _): template.variables.map { ($0, place) }
        case .matcher(.integer(let range?), _): range.variables.map { ($0, place) }
        case .matcher: []
        case .object(let members):
            members.flatMap { member in
                member.key.variables.map { ($0, member.place) } + member.pattern.variables
            }
        case .array(let patterns), .oneOf(let patterns), .includes(let patterns):
            patterns.flatMap(\.variables)
        case .not(let pattern), .each(let pattern), .once(let pattern), .claims(let pattern):
            pattern.variables
        }
    }
}

extension JSONNode {
    /// Every string and member name, with its offset.
    var strings: [(text: String, offset: Int)] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): [(text, offset)]
        case .array(let elements): elements.flatMap(\.strings)
        case .object(let members): members.flatMap { [($0.key, $0.keyOffset)] + $0.node.strings }
        }
    }
}
