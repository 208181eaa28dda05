#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if os(Linux)
    import CEpoll
#endif

/// The process that has started this one, or taken it over.
///
/// A signal at its end (`PR_SET_PDEATHSIG`) would come with the end of the thread that started this
/// process, which may be one of many.
package enum ParentProcess {
    /// Sends this process SIGTERM once its parent has ended.
    package static func endTogether() throws(ThreadRefusal) {
        let parent = getppid()
        try BlockingWork.run {
            waitForEnd(of: parent)
            kill(getpid(), SIGTERM)
        }
    }

    private static func waitForEnd(of parent: pid_t) {
        #if os(Linux)
            // Without such descriptors (before Linux 5.3), and for a parent that cannot be seen from
            // here, its number alone tells.
            let descriptor = open_process(parent)
            if descriptor >= 0 {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                while getppid() == parent, poll(&entry, 1, -1) <= 0 {}
                close(descriptor)
                return
            }
        #endif
        while getppid() == parent { poll(nil, 0, 250) }
    }
}
