import BotStore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to serve a file: an exclusive lock on a file beside it, which the kernel releases when the process ends,
/// however it ends. The file itself stays, since removing it would let two processes hold two locks of one name.
final class OwnerLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(file: SQLiteFile) throws(StoreError) {
        let opened = open(file.lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if opened < 0 { throw SQLiteFile.failure(opening: file.lockPath, errno: errno) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(opened)
            if code == EWOULDBLOCK {
                throw StoreError(.locked, "another process serves \(file.path); stop it, or use another file")
            }
            throw SQLiteFile.failure(opening: file.lockPath, errno: code)
        }
        descriptor = Mutex(opened)
    }

    func release() {
        let held = descriptor.withLock { held in
            defer { held = nil }
            return held
        }
        if let held { close(held) }
    }

    deinit { release() }
}
