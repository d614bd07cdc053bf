import ChannelKit
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A program that runs: its lines, its end. Every call that blocks is made on a thread of its own.
final class Program: Sendable {
    enum Event: Sendable {
        case line([UInt8])
        case tooLong
        case end
    }

    private struct State {
        var events: [Event] = []
        var waiting: CheckedContinuation<Event, Never>?
        var status: Int32?
        var waitingForEnd: [CheckedContinuation<Int32, Never>] = []
        var isInputOpen = true
    }

    /// How long the program may leave its input unread.
    private static let patience: Duration = .seconds(10)

    private let child: Spawn.Child
    private let state = Mutex(State())
    /// So many lines are read ahead; then the program waits.
    private let room = DispatchSemaphore(value: 0)
    private let writing = DispatchQueue(label: "process.input")

    /// - Parameter onError: gets each line of the standard error, cut to 1,024 bytes.
    init(
        _ command: [String], environment: [String: String], directory: String?, maxLine: Int,
        onError: @escaping @Sendable ([UInt8]) -> Void
    ) throws(ChannelError) {
        child = try Spawn.start(command, environment: environment, directory: directory)
        // A semaphore that is let go below its first value traps: so that one is 0.
        for _ in 0..<16 { room.signal() }
        Thread.detachNewThread { [self] in readOutput(limit: maxLine) }
        Thread.detachNewThread { [self] in readErrors(onError) }
        Thread.detachNewThread { [self] in waitForEnd() }
    }

    // MARK: What it says

    /// The next line, or how the output has ended. For one reader; is not cancelled: `kill` ends the output.
    func next() async -> Event {
        let event = await withCheckedContinuation { continuation in
            let event: Event? = state.withLock { state in
                if state.events.isEmpty {
                    state.waiting = continuation
                    return nil
                }
                return state.events.removeFirst()
            }
            if let event { continuation.resume(returning: event) }
        }
        room.signal()
        return event
    }

    private func push(_ event: Event) {
        room.wait()
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            if state.waiting == nil { state.events.append(event) }
            return state.waiting
        }
        waiting?.resume(returning: event)
    }

    private func readOutput(limit: Int) {
        var lines = LineBuffer(limit: limit)
        read(child.output) { bytes in
            guard let whole = lines.take(bytes) else {
                self.push(.tooLong)
                return false
            }
            for line in whole { self.push(.line(line)) }
            return true
        }
        push(.end)
    }

    private func readErrors(_ onError: (([UInt8]) -> Void)) {
        var line: [UInt8] = []
        read(child.errors) { bytes in
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    onError(line)
                    line.removeAll(keepingCapacity: true)
                } else if line.count < 1_024 {
                    line.append(byte)
                }
            }
            return true
        }
        if !line.isEmpty { onError(line) }
    }

    /// To the output's end, or until the program is over and there is no more: what it has left behind may hold it open.
    private func read(_ descriptor: Int32, take: (ArraySlice<UInt8>) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        defer { close(descriptor) }
        while true {
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&polled, 1, 500)
            if ready == 0, state.withLock({ $0.status != nil }) { return }
            guard ready > 0 else { continue }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, take(buffer[..<count]) else { return }
        }
    }

    // MARK: What is said to it

    /// Whether the program has taken the bytes, or the system for it.
    func write(_ bytes: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            writing.async { continuation.resume(returning: self.writeNow(bytes)) }
        }
    }

    /// The program's input ends after what was written before.
    func closeInput() {
        writing.async {
            guard self.state.withLock({ $0.isInputOpen }) else { return }
            self.state.withLock { $0.isInputOpen = false }
            close(self.child.input)
        }
    }

    /// On the queue only.
    private func writeNow(_ bytes: [UInt8]) -> Bool {
        guard state.withLock({ $0.isInputOpen }) else { return false }
        let deadline = ContinuousClock.now + Self.patience
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(child.input, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                guard ContinuousClock.now < deadline, state.withLock({ $0.status == nil }) else { return false }
                var polled = pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0)
                _ = poll(&polled, 1, 500)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    // MARK: Its end

    /// Kills the whole group. Only while the program has not been reaped: then its number cannot be another's.
    func kill() {
        state.withLock { state in
            if state.status == nil { _ = Glibc.kill(-child.processID, SIGKILL) }
        }
    }

    /// The status that `waitpid` tells.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waitingForEnd.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    private func waitForEnd() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(child.processID), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        var status: Int32 = 0
        let waiting = state.withLock { state in
            // What it has started, and the guardian, end with it.
            _ = Glibc.kill(-child.processID, SIGKILL)
            while waitpid(child.processID, &status, 0) < 0, errno == EINTR {}
            state.status = status
            defer { state.waitingForEnd = [] }
            return state.waitingForEnd
        }
        close(child.lifeline)
        closeInput()
        for continuation in waiting { continuation.resume(returning: status) }
    }
}
