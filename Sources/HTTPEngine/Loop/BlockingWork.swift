#if canImport(Glibc)
    import Glibc
#endif

/// Work that waits for something and so must not run on a loop's thread.
package enum BlockingWork {
    /// Runs an action on a thread of its own that nobody waits for; an error means that it never runs.
    package static func run(_ action: @escaping @Sendable () -> Void) throws(ThreadRefusal) {
        try LoopThread(action).detach()
    }

    /// Has a thread of its own let go of something, which takes long for much memory; without a thread
    /// it goes here and now.
    package static func letGo<Element>(of content: inout [Element]) {
        let crate = Crate(content)
        // The crate alone holds it before the thread begins, which so is the last to let go.
        content = []
        try? run {
            giveWay()
            crate.empty()
        }
    }

    /// Something that is touched by the thread that empties it, and then by none.
    private final class Crate<Element>: @unchecked Sendable {
        private var content: [Element]

        init(_ content: [Element]) { self.content = content }

        func empty() { content = [] }
    }

    /// Lets other threads go before this one where the cores do not suffice for all.
    package static func giveWay() {
        #if canImport(Glibc)
            // Linux takes 0 for the calling thread, not for its process.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }
}
