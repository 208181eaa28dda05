import Foundations

/// What every report says of a run before its results: who examined what, and how much it could see.
enum RunFacts {
    /// Name and value, in the order in which they are told.
    static func all(_ report: RunReport) -> [(name: String, value: String)] {
        let context = report.context
        let suite = context.suite
        var facts = [
            ("tool", Product.userAgent),
            ("suite", "\(suite.edition.name), \(suite.scenarios.count) scenarios"),
            ("target", target(context.target)),
        ]
        if let other = report.comparedWith { facts.append(("compared with", other)) }
        facts += [
            ("run", context.run + (context.isStrict ? ", strict" : ""))
        ]
        if let assurance = report.assurance { facts.append(("assurance", assurance.text)) }
        return facts
            + context.readingLines.map { ("reading \($0.reading.id)", $0.answer.name) }
    }

    /// Its name and where it is, which may be the same.
    private static func target(_ target: Target) -> String {
        let address = "\(target.address)"
        return target.name == address ? address : "\(target.name), \(address)"
    }
}

extension RunReport {
    /// What the report is about, for its heading.
    var heading: String {
        comparedWith.map { "Comparison of \($0) and \(context.target.name)" }
            ?? "Conformance of \(context.target.name)"
    }

    /// What it came to, as a sentence for whoever reads one line.
    var sentence: String {
        let name = context.target.name
        if let comparedWith { return comparison(of: comparedWith, with: name) }
        let bad = totals[.failed] + totals[.unexpectedlyPassed]
        let causes = Cause.of(results.filter { $0.verdict == .failed }).count
        let unseen = results.count(where: \.verdict.isUnseen)
        let blind =
            unseen == 0 ? "" : " \(unseen) of \(totals.all) scenarios could not be seen."
        switch exitStatus {
        case .conforms:
            let known = totals[.known] == 0 ? "" : " but for what is known"
            return "\(name) conforms\(known), as far as was seen.\(blind)"
        case .differs where bad > 0:
            let from = causes == 1 ? "one cause" : "\(causes) causes"
            return
                "\(name) does not conform: \(bad) of \(totals.all) scenarios differ, from \(from)."
                + blind
        case .differs: return "\(name) differs in nothing, but less was seen than demanded."
        case .unusable where totals[.unexpectedlyPassed] > 0 || !stale.isEmpty:
            return "\(name) does not differ any more where a difference is known."
        case .nothingChecked: return "Nothing of \(name) was checked."
        case .unusable, .unreachable, .fault, .hungUp, .interrupted, .terminated:
            return "\(name) could not be judged as a whole.\(blind)"
        }
    }

    /// What comparing came to.
    private func comparison(of one: String, with other: String) -> String {
        let both = "\(one) and \(other)"
        switch (totals[.failed], totals[.passed]) {
        case (0, 0): return "Nothing of \(both) was compared."
        case (0, let alike): return "\(both) are alike in all \(alike) scenarios that ran on both."
        case (let differing, let alike):
            return
                "\(both) differ in \(differing) of \(differing + alike) scenarios that ran on both."
        }
    }
}
