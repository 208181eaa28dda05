#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread that runs one action.
struct LoopThread: @unchecked Sendable {
    private final class Start {
        let action: () -> Void
        init(_ action: @escaping () -> Void) { self.action = action }
    }

    private let handle: pthread_t

    init(_ action: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(action)).toOpaque()
        #if canImport(Darwin)
            var created: pthread_t?
            let code = pthread_create(&created, nil, Self.enter, start)
        #else
            var created = pthread_t()
            let code = pthread_create(&created, nil, { Self.enter($0) }, start)
        #endif
        guard code == 0 else { preconditionFailure("the system gives no thread: error \(code)") }
        handle = created
    }

    /// Lets the thread end by itself, with nobody to wait for it.
    func detach() { pthread_detach(handle) }

    func join() { pthread_join(handle, nil) }

    private static func enter(_ start: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let start else { return nil }
        Unmanaged<Start>.fromOpaque(start).takeRetainedValue().action()
        return nil
    }
}
