/// What a look at a target has shown, before anything is examined.
package struct Diagnosis: Sendable {
    /// One thing that was looked at.
    package struct Line: Sendable, Hashable {
        /// How it is.
        package enum State: String, Sendable {
            /// As it should be.
            case fine = "ok"
            /// Worth knowing.
            case note
            /// It could not be looked at, or is not there.
            case unknown = "-"
        }

        /// How it is.
        package let state: State
        /// What was looked at, in a word.
        package let subject: String
        /// What was seen, as half a sentence.
        package let text: String
    }

    /// Why the run cannot begin.
    package struct Stop: Error, Sendable, Hashable {
        /// What is wrong and what to do, as a sentence.
        package let text: String
        /// Whether what the user wrote is wrong, rather than the target.
        package var isUsage = false
    }

    /// What was looked at, in order.
    package internal(set) var lines: [Line] = []
    /// Why the run cannot begin, nil where it can.
    package internal(set) var stop: Stop?
    /// What the run is going to do.
    package internal(set) var plan: RunPlan?
    /// The target as it was found: resources in a state that no scenario can use are left out.
    package internal(set) var target: Target
    /// The resources by role that an experience shows, where one was looked into.
    package internal(set) var found: [String: String]?
    /// The secrets that must not be shown.
    var mask = SecretMask()

    /// One screen, a line for each thing that was looked at.
    package var text: String {
        let width = lines.map(\.subject.count).max() ?? 0
        var text = lines.map { line in
            let state = line.state.rawValue.padding(to: 4)
            return "\(state)  \(line.subject.padding(to: width))  \(line.text)\n"
        }.joined()
        if let plan { text += "\n" + plan.lines.map { $0 + "\n" }.joined() }
        return text
    }

    /// What somebody who starts a run wants to know of it: what is worth knowing, without the rest.
    package var notes: [String] {
        lines.filter { $0.state == .note }.map { "\($0.subject): \($0.text)" }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
