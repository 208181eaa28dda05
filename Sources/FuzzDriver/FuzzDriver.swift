import Fuzzing
import SystemFiles

/// Runs a fuzz target: `fuzz` lists them, `fuzz TARGET FILE…` replays inputs.
///
/// Built by `.ci/fuzz`, the words after the target are libFuzzer's.
@main
struct FuzzDriver {
    static func main() {
        guard CommandLine.arguments.count > 1 else {
            return print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        }
        let name = CommandLine.arguments[1]
        guard let target = FuzzTarget.named(name) else {
            fatalError("There is no target '\(name)'; without arguments all are listed.")
        }
        #if LIBFUZZER
            fuzz(target)
        #else
            for file in CommandLine.arguments.dropFirst(2) { replay(file, target) }
        #endif
    }

    private static func replay(_ file: String, _ target: FuzzTarget) {
        do {
            try target.run(try Files.read(file))
            print("holds: \(file)")
        } catch {
            fatalError("\(file): \(error)")
        }
    }
}
