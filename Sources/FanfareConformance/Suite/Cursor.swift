import Foundations
import JSONTree

/// A value inside a file of the suite that is being decoded, with the way that led to it.
struct Cursor {
    let file: SuiteFile
    let node: JSONNode
    let pointer: JSONPointer

    /// Parses a whole file, refusing member names that stand twice in one object.
    init(_ file: SuiteFile) throws(SuiteProblem) {
        do throws(JSONError) {
            node = try JSONNode(parsing: file.bytes)
        } catch {
            throw SuiteProblem(at: FileLocation(file, error.offset), "not JSON: \(error.reason)")
        }
        self.file = file
        pointer = JSONPointer()
        if let twice = node.duplicateMembers.first {
            throw SuiteProblem(
                at: FileLocation(file, twice.keyOffset),
                "the member '\(twice.key)' stands here twice")
        }
    }

    private init(_ file: SuiteFile, _ node: JSONNode, _ pointer: JSONPointer) {
        self.file = file
        self.node = node
        self.pointer = pointer
    }

    /// The same way to another value, which was made of what stands here.
    func replaced(by node: JSONNode) -> Cursor { Cursor(file, node, pointer) }

    var place: FileLocation { FileLocation(file, node.offset) }

    /// A problem with this value.
    func problem(_ message: String) -> SuiteProblem {
        SuiteProblem(at: place, pointer: pointer, message)
    }

    /// A problem with a value that should have been something else.
    func expected(_ what: String) -> SuiteProblem {
        problem("expected \(what), found \(Self.described(node))")
    }

    private static func described(_ node: JSONNode) -> String {
        switch node.value {
        case .object: "an object"
        case .array: "an array"
        case .null, .bool, .number, .string: node.text()
        }
    }
}

extension Cursor {
    /// The member of that name, nil when it is not there.
    func member(_ key: String) -> Cursor? {
        node[key].map { Cursor(file, $0, pointer.appending(key)) }
    }

    /// The member of that name.
    func require(_ key: String) throws(SuiteProblem) -> Cursor {
        guard let member = member(key) else { throw problem("the member '\(key)' is missing") }
        return member
    }

    /// Refuses members of other names than the given ones.
    func allow(_ keys: [String]) throws(SuiteProblem) {
        guard let members = node.members else { throw expected("an object") }
        guard let unknown = members.first(where: { !keys.contains($0.key) }) else { return }
        throw SuiteProblem(
            at: FileLocation(file, unknown.keyOffset), pointer: pointer.appending(unknown.key),
            "unknown member '\(unknown.key)', allowed are \(keys.joined(separator: ", "))."
                + Nearest.hint(for: unknown.key, in: keys))
    }

    func members() throws(SuiteProblem) -> [(key: String, place: FileLocation, value: Cursor)] {
        guard let members = node.members else { throw expected("an object") }
        return members.map { member in
            let value = Cursor(file, member.node, pointer.appending(member.key))
            return (member.key, FileLocation(file, member.keyOffset), value)
        }
    }

    func elements() throws(SuiteProblem) -> [Cursor] {
        guard let elements = node.elements else { throw expected("an array") }
        return elements.enumerated().map { index, element in
            Cursor(file, element, pointer.appending(String(index)))
        }
    }

    func string(_ what: String = "a string") throws(SuiteProblem) -> String {
        guard let string = node.string else { throw expected(what) }
        return string
    }

    func bool() throws(SuiteProblem) -> Bool {
        guard let bool = node.bool else { throw expected("true or false") }
        return bool
    }

    func integer(_ range: ClosedRange<Int>) throws(SuiteProblem) -> Int {
        guard let integer = node.integer, range.contains(integer) else {
            throw expected("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    /// One of a fixed set of words.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ type: Word.Type
    ) throws(SuiteProblem) -> Word {
        let words = Word.allCases.map(\.rawValue)
        let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
        let found = try string("one of \(list)")
        guard let word = Word(rawValue: found) else {
            throw problem(
                "unknown word \"\(found)\", allowed are \(list)."
                    + Nearest.hint(for: found, in: words))
        }
        return word
    }
}
