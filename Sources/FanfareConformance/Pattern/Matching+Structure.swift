import JSONTree

extension Matching {
    mutating func object(
        _ members: [Pattern.Member], _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        guard let found = actual.members else { return leaf(.kind, pattern, actual) }
        var entries: [Difference.Entry] = []
        for member in members where !isAnything(member.key) {
            let key = filled(member.key)
            let difference = difference(member.pattern, actual[key], at: pointer.appending(key))
            entries.append(.init(key: key, difference: difference, isExtra: false))
        }
        let named = entries.map(\.key)
        for extra in found where !named.contains(extra.key) {
            if pattern.isWholeShape { note("undocumented member \(pointer.appending(extra.key))") }
            entries.append(.init(key: extra.key, difference: .same(extra.node), isExtra: true))
        }
        return .object(entries)
    }

    mutating func array(
        _ patterns: [Pattern], _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        guard let found = actual.elements else { return leaf(.kind, pattern, actual) }
        var elements: [Difference] = []
        for (index, element) in patterns.enumerated() {
            let inner = pointer.appending(String(index))
            guard index < found.count else {
                elements.append(leaf(.length, element, nil, remark: "missing element"))
                continue
            }
            elements.append(difference(element, found[index], at: inner))
        }
        for extra in found.dropFirst(patterns.count) {
            elements.append(
                .leaf(
                    Difference.Leaf(
                        kind: .length, expected: "", actual: extra, remark: "element too many",
                        place: pattern.place)))
        }
        return .array(elements)
    }

    mutating func each(
        _ element: Pattern, _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        guard let found = actual.elements else { return leaf(.kind, pattern, actual) }
        guard !found.isEmpty else {
            return leaf(.length, pattern, actual, remark: "expected at least one element")
        }
        var elements: [Difference] = []
        for (index, node) in found.enumerated() {
            elements.append(difference(element, node, at: pointer.appending(String(index))))
        }
        return .array(elements)
    }

    mutating func includes(
        _ patterns: [Pattern], _ pattern: Pattern, _ actual: JSONNode
    ) -> Difference {
        guard let found = actual.elements else { return leaf(.kind, pattern, actual) }
        for element in patterns {
            var trial = self
            if found.contains(where: { !trial.difference(element, $0).differs }) { continue }
            return leaf(
                .pattern, pattern, actual, remark: "no element matches \(expectedText(element))")
        }
        return .same(actual)
    }
}

extension Matching {
    /// Matches the first alternative that fits; if none does, shows the nearest.
    mutating func oneOf(
        _ patterns: [Pattern], _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        var nearest: Difference?
        for alternative in patterns {
            var trial = self
            let difference = trial.difference(alternative, actual, at: pointer)
            guard difference.differs else {
                self = trial
                return difference
            }
            if case .leaf = difference { continue }
            if difference.leaves.count < nearest?.leaves.count ?? .max { nearest = difference }
        }
        return nearest ?? leaf(.pattern, pattern, actual)
    }

    mutating func not(_ other: Pattern, _ pattern: Pattern, _ actual: JSONNode) -> Difference {
        var trial = self
        guard trial.difference(other, actual).differs else {
            return leaf(.pattern, pattern, actual)
        }
        return .same(actual)
    }

    mutating func claims(
        _ claims: Pattern, _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        guard let text = actual.string else { return leaf(.kind, pattern, actual) }
        do throws(CompactToken.Flaw) {
            let token = try CompactToken(text)
            let difference = claimsDifference(claims, token.claims, at: pointer)
            return difference.differs ? difference : .same(actual)
        } catch {
            return leaf(.pattern, pattern, actual, remark: error.reason)
        }
    }
}
