#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many files and sockets this process may have open.
package enum DescriptorLimit {
    static var current: Int { Int(clamping: limit().rlim_cur) }

    /// Allows as many as the system lets an ordinary process have; for a tool to call at its start.
    ///
    /// The usual 1,024 are too few for thousands of idle connections.
    package static func raise() {
        var limit = limit()
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }

    private static func limit() -> rlimit {
        var limit = rlimit()
        getrlimit(resource, &limit)
        return limit
    }

    #if canImport(Glibc)
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif
}
