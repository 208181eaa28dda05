import Foundations
import FanfareConformance
import SystemFiles

extension Command {
    /// Writes the files that a project begins with.
    static let initialize = Command(
        name: "init",
        summary: "Write a commented target file and a CI workflow to start from",
        operands: "[DIR]",
        operandCount: 0...1,
        options: [Option(name: "--force", help: "replace files that are there already")],
        examples: [
            ("fanfare-kit init", "fanfare-target.json and .github/workflows/conformance.yml here"),
            ("fanfare-kit init ../shop --force", "In another folder, whatever is there"),
        ]
    ) { arguments, console throws(UsageError) in
        let folder = arguments.operands.first ?? "."
        let files = [
            ("fanfare-target.json", Starter.target),
            (".github/workflows/conformance.yml", Starter.workflow(commit: Version.commit)),
        ].map { (path: "\(folder)/\($0.0)", text: $0.1) }
        if !arguments.has("--force"), let old = files.first(where: { Files.exists($0.path) }) {
            throw .other("'\(old.path)' is there already; --force replaces it.")
        }
        do throws(Files.Failure) {
            for (path, text) in files {
                try Files.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
                try Files.write(text, to: path)
                console.out("wrote \(path)\n")
            }
            return ExitStatus.conforms.rawValue
        } catch {
            throw .other("The file cannot be written: \(error)".ended)
        }
    }
}
