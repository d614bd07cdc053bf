import Glibc

/// What the process asks of the operating system.
enum ProcessLimits {
    /// Every caller and every call of the model is a socket, so the soft limit of open files is raised to the hard one.
    /// A reader that goes away must be an error of the write, not the end of the process.
    static func prepare() {
        ProcessMemory.keepFreed()
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
