#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the process does about its streams before anything else.
///
/// The rule about peers that go away: whoever writes gets an error (EPIPE), never a signal that ends
/// the process. What libraries write to sockets says so call by call (`Socket.send`), since a library
/// must not change what signals do to its host; for the rest, which is the tool's own, it is said here.
/// So `fanfare-kit … | head -1` ends with its status and with its reports written. It is the same with a
/// file that may grow no further (`ulimit -f`): EFBIG and its sentence, not SIGXFSZ.
enum StandardStreams {
    static func prepare() {
        // A handler, since commands that the tool starts would inherit SIG_IGN; they get the default.
        for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
        // Whoever closed a stream would have the next socket or report take its number, and our words.
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
