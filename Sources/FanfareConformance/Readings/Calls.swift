import Foundations
import HTTPEngine
import JSONTree

/// The documented calls of an edition, each with how surely a target has it.
///
/// A check presumes the calls that lead to it and its own: it weighs no more than the weakest of them.
package struct Calls: Sendable {
    /// Where an edition's calls are written down.
    static let path = SuiteEdition.standard.specs("calls.json")

    /// A documented call.
    package struct Call: Sendable {
        /// Method and path with a star for each name: `POST /queues/*/enter`.
        package let name: String
        /// How surely a target has it.
        package let evidence: Evidence
        /// The key of the page that names it.
        package let page: String
        /// Where it is written down.
        package let place: FileLocation
        /// What a consumer may call to take back what it did, nil where nothing does.
        let undo: Operation?
        /// What it leaves in a target that nothing takes away again, as one word: `bid`.
        let leaves: String?
        /// What its refusal says where there is room for no more, nil where there always is.
        let full: String?
        let operation: Operation
    }

    /// All of them, in the order of the file.
    package let all: [Call]

    /// Knows none.
    init() { all = [] }

    /// Reads the file of an edition.
    init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(["$schema", "calls"])
        var all: [Call] = []
        for (name, place, value) in try root.require("calls").members() {
            try value.allow(Members.call)
            all.append(
                Call(
                    name: name, evidence: try value.require("evidence").word(Evidence.self),
                    page: try value.require("page").string(), place: place,
                    undo: try value.member("undo").map { undo throws(SuiteProblem) in
                        try Self.operation(undo.string(), at: undo.place)
                    },
                    leaves: try value.member("leaves")?.string(),
                    full: try value.member("full")?.string(),
                    operation: try Self.operation(name, at: place)))
        }
        self.all = all
        for call in all {
            guard let undo = call.undo, !all.contains(where: { $0.operation == undo }) else {
                continue
            }
            throw SuiteProblem(
                at: call.place,
                "\(undo) is no documented call."
                    + Nearest.hint(for: "\(undo)", in: all.map(\.name)))
        }
    }

    /// The member names of a call, which the published schema repeats.
    enum Members {
        static let call = ["evidence", "page", "undo", "leaves", "full"]
    }

    /// Reads a method and a path in which a star stands for each name.
    private static func operation(
        _ name: String, at place: FileLocation
    ) throws(SuiteProblem) -> Operation {
        let parts = name.split(separator: " ")
        guard parts.count == 2, parts[1].hasPrefix("/") else {
            throw SuiteProblem(
                at: place, "expected a call such as \"POST /queues/*/enter\", found \"\(name)\"")
        }
        let segments = parts[1].split(separator: "/").map { $0 == "*" ? nil : String($0) }
        return Operation(method: String(parts[0]), segments: segments)
    }

    /// The documented call that a request makes, nil for none.
    func call(of request: RequestPattern) -> Call? {
        let operation = Operation(request)
        return all.first { $0.operation == operation }
            ?? all.first { $0.operation.covers(operation) }
    }

    /// The documented call that a path ends with, the names in it, and where it begins; `mayBegin` says
    /// whether it may begin anywhere below a prefix, or only there.
    func find(
        _ method: String, _ path: String, below prefix: String, mayBegin: Bool
    ) -> (call: Call, names: [String], start: Int)? {
        let parts = path.dropFirst(prefix.count).split(
            separator: "/", omittingEmptySubsequences: false
        ).dropFirst().map(String.init)
        var found: (call: Call, names: [String], start: Int)?
        for call in all where call.operation.method == method {
            let segments = call.operation.segments
            guard parts.count >= segments.count, mayBegin || parts.count == segments.count else {
                continue
            }
            let tail = parts.suffix(segments.count)
            guard zip(segments, tail).allSatisfy({ $0 == nil && !$1.isEmpty || $0 == $1 }) else {
                continue
            }
            let names = zip(segments, tail).filter { $0.0 == nil }.map(\.1)
            // The longest says most, and of those the one that writes out most.
            if let found {
                let count = found.call.operation.segments.count
                guard
                    count < segments.count
                        || count == segments.count && names.count < found.names.count
                else { continue }
            }
            let length = tail.reduce(0) { $0 + $1.count + 1 }
            found = (call, names, path.count - length)
        }
        return found
    }

    /// The documented call that a request makes below a path, nil for none.
    func call(of request: HTTPRequest, below basePath: String) -> Call? {
        let parts = request.path.dropFirst(basePath.count).split(separator: "/").map(String.init)
        let operation = Operation(method: request.method, segments: parts)
        return all.first { $0.operation == operation }
            ?? all.first { $0.operation.covers(operation) }
    }

    /// The call among those up to a step that a target has least surely.
    func weakest(of scenario: Scenario, upTo step: Int) -> Call? {
        var weakest: Call?
        for call in scenario.steps[...step].flatMap(\.requests).compactMap(call) {
            if weakest.map({ $0.evidence.isStronger(than: call.evidence) }) ?? true {
                weakest = call
            }
        }
        return weakest
    }
}

extension Evidence {
    /// Whether it binds a target more than another.
    package func isStronger(than other: Evidence) -> Bool {
        let order = Self.allCases
        return (order.firstIndex(of: self) ?? 0) < (order.firstIndex(of: other) ?? 0)
    }
}
