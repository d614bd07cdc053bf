import ChannelKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ends a wait in `poll` from another thread.
///
/// Its ends are closed with the last reference, so whoever waits on it or signals it must hold one.
final class WakePipe: Sendable {
    let readEnd: Descriptor
    private let writeEnd: Descriptor

    init() throws(ChannelError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ChannelError(
                "input_failed", kind: .unavailable, retry: .after(.seconds(5)), message: "The input cannot be read.",
                detail: "no pipe: " + Descriptor.explanation(of: errno))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = Descriptor(ends[0])
        writeEnd = Descriptor(ends[1])
    }

    deinit {
        close(readEnd.number)
        close(writeEnd.number)
    }

    func signal() { _ = writeEnd.writeAll([1]) }
}
