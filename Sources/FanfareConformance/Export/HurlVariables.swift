/// The variables that a folder of Hurl files has in common, as the file that `--variables-file` reads.
package enum HurlVariables {
    /// The file; what an earlier one says for a name stays, since somebody may have written it there.
    package static func text(for target: Target, scenarios: [Scenario], earlier: String?) -> String
    {
        var values: [(name: String, value: String)] = [
            ("url", target.address.description), ("origin", target.address.origin),
        ]
        var keys: [String] = []
        if target.hasControl {
            let control = target.controlAddress ?? target.address
            values.append(("control", control.origin + target.controlPath))
        } else {
            values.append(("run", "1"))
            let variables = target.keys?.variables ?? TargetKeys.Variables()
            keys = [
                "publishableKey=\"$\(variables.publishableKey)\"",
                "secretKey=\"$\(variables.secretKey)\"",
                "organizationId=\"$\(variables.organizationId)\"",
            ]
        }
        let roles = scenarios.reduce(into: Set<String>()) { $0.formUnion(Needs($1).roles) }
        for role in roles.sorted() {
            guard let id = target.resource(role) else { continue }
            values.append((HurlNames.name(role), id))
        }
        let kept = written(in: earlier ?? "")
        var lines = [
            HurlExport.mark, "# What you write behind a name here, it keeps.", "#",
            "# hurl --test --variables-file vars.env"
                + keys.map { " --variable \($0)" }.joined() + " .",
        ]
        if target.hasControl {
            lines.append(
                "# Every file makes an organization of its own: they run in any order, at once and again."
            )
        } else {
            lines += [
                "# Secrets do not belong into a file: they come from the environment, as above.",
                "# 'run' tells the people of one run from those of another: --variable run=$(date +%s).",
                "# The files share one organization: --jobs 1, and what others do there shows.",
            ]
        }
        lines.append("# A check that Hurl has no words for stands as '# not written' in its place.")
        lines += values.map { "\($0.name)=\(kept[$0.name] ?? $0.value)" }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func written(in text: String) -> [String: String] {
        text.split(separator: "\n").reduce(into: [:]) { values, line in
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
    }
}
