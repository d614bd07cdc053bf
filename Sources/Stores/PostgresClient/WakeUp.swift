internal import CEpoll
import Glibc
import Synchronization

/// Wakes the thread that waits in `epoll_wait`. Many calls between two of its rounds wake it once.
final class WakeUp: Sendable {
    let descriptor: Int32
    private let isSet = Atomic(false)

    init() { descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)) }

    deinit { close(descriptor) }

    func ring() {
        if isSet.exchange(true, ordering: .acquiringAndReleasing) { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// To be called before looking at what was rung for.
    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        isSet.store(false, ordering: .sequentiallyConsistent)
    }
}
