#if LIBFUZZER
    import Foundation
    import Fuzzing

    /// What libFuzzer calls its entry point where `main` is somebody else's.
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runDriver(
        _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
        _ runOne: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    /// A C function carries no context, so the target stands here; set once, before the first run.
    nonisolated(unsafe) private var chosen: FuzzTarget?

    /// Hands the process over to libFuzzer; what does not hold ends it, as a trap does.
    func fuzz(_ target: FuzzTarget) {
        chosen = target
        // The rest is for libFuzzer, which begins a command with the first word to start itself again.
        var count = CommandLine.argc - 1
        var arguments = CommandLine.unsafeArgv + 1
        arguments[0] = strdup("'\(CommandLine.arguments[0])' \(target.name)")
        withUnsafeMutablePointer(to: &arguments) { arguments in
            _ = runDriver(&count, UnsafeMutableRawPointer(arguments)) { start, count in
                do {
                    try chosen?.run(Array(UnsafeBufferPointer(start: start, count: count)))
                } catch {
                    fatalError("\(error)")
                }
                return 0
            }
        }
    }
#endif
