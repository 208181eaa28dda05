import Foundations
import FanfareConformance
import SystemFiles

/// The option that every command over the suite takes, and what it reads.
enum SuiteOption {
    static let option = Command.Option(
        name: "--specs", value: "DIR", help: "read the suite from a folder instead of this program")

    /// The files of the suite, or nil once the reason has been printed.
    static func files(_ arguments: Arguments, _ console: Console) -> [SuiteFile]? {
        guard let folder = arguments.value(option.name) else { return SuiteFile.embedded }
        do throws(Files.Failure) {
            return try SuiteFile.all(inSpecs: folder)
        } catch {
            console.err("error: The suite cannot be read: \(error)".ended + "\n")
            return nil
        }
    }

    /// The suite, or nil once everything wrong with it has been printed.
    static func suite(_ files: [SuiteFile], _ console: Console) -> Suite? {
        do throws(SuiteProblems) {
            return try Suite(files: files)
        } catch {
            for problem in error.all { console.err("error: \(problem)\n") }
            return nil
        }
    }

    /// Both at once.
    static func suite(_ arguments: Arguments, _ console: Console) -> Suite? {
        files(arguments, console).flatMap { suite($0, console) }
    }
}
