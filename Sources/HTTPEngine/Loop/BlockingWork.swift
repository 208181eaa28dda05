#if canImport(Glibc)
    import Glibc
#endif

/// Work that waits for something and so must not run on a loop's thread.
package enum BlockingWork {
    /// Runs an action on a thread of its own that nobody waits for; an error means that it never runs.
    package static func run(_ action: @escaping @Sendable () -> Void) throws(ThreadRefusal) {
        try LoopThread(action).detach()
    }

    /// Lets other threads go before this one where the cores do not suffice for all.
    package static func giveWay() {
        #if canImport(Glibc)
            // Linux takes 0 for the calling thread, not for its process.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }
}
