#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread that runs one action.
package struct LoopThread: @unchecked Sendable {
    private final class Start {
        let action: () -> Void
        init(_ action: @escaping () -> Void) { self.action = action }
    }

    private let handle: pthread_t

    /// Begins the action; an error means that it never will.
    package init(_ action: @escaping @Sendable () -> Void) throws(ThreadRefusal) {
        let start = Unmanaged.passRetained(Start(action))
        var created = pthread_t()
        let code = pthread_create(&created, nil, { Self.enter($0) }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw ThreadRefusal(reason: String(cString: strerror(code)))
        }
        handle = created
    }

    /// Lets the thread end by itself, with nobody to wait for it.
    package func detach() { pthread_detach(handle) }

    /// Waits until the action has ended.
    package func join() { pthread_join(handle, nil) }

    private static func enter(_ start: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let start else { return nil }
        Unmanaged<Start>.fromOpaque(start).takeRetainedValue().action()
        return nil
    }
}

/// The system has no further thread for this process: too many run, or memory is short.
package struct ThreadRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's words.
    package let reason: String

    /// Describes a refusal.
    package init(reason: String) { self.reason = reason }

    /// What is wrong and what to do next.
    package var description: String {
        "The system gives this process no further thread: \(reason)."
            + " Raise its limit (ulimit -u, or pids in a container), or let it do less at once."
    }
}
