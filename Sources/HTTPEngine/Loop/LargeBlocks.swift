import CEpoll

/// Large blocks of memory, such as bodies.
package enum LargeBlocks {
    /// Gives them back to the system as soon as they are freed; for a tool to call at its start.
    ///
    /// Glibc would raise its threshold with the largest block that was freed, up to 32 MB, and then keep
    /// what is smaller in the heaps of the threads that asked for it.
    package static func giveBackAtOnce() {
        #if canImport(Glibc)
            mallopt(M_MMAP_THRESHOLD, 1 << 20)
        #endif
    }
}
