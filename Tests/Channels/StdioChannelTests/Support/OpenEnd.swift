import Glibc
import Synchronization

@testable import StdioChannel

/// One end of a pipe. What blocks runs on a thread of its own.
final class OpenEnd: Sendable {
    let number: Int32
    private let isOpen = Mutex(true)
    private let worker = SerialWorker(label: "test.pipe")
    private let unread = Mutex<[UInt8]>([])

    init(_ number: Int32) { self.number = number }

    deinit { shut() }

    func shut() {
        isOpen.withLock { isOpen in
            if isOpen { close(number) }
            isOpen = false
        }
    }

    /// Writes everything and waits for it, or for a closed pipe.
    @discardableResult
    func send(_ bytes: some Sequence<UInt8>) async throws -> Descriptor.WriteResult {
        let bytes = Array(bytes)
        return try await worker.run { Descriptor(self.number).writeAll(bytes) }
    }

    /// Writes everything and closes the end.
    func sendAll(_ bytes: some Sequence<UInt8>) async throws {
        try await send(bytes)
        shut()
    }

    /// Writes as much as goes in: until nothing has been taken for a while, or the limit is reached.
    func flood(with bytes: [UInt8], upTo limit: Int) async throws -> Int {
        try await worker.run {
            _ = fcntl(self.number, F_SETFL, fcntl(self.number, F_GETFL) | O_NONBLOCK)
            var total = 0
            while total < limit {
                let count = write(self.number, bytes, bytes.count)
                if count > 0 {
                    total += count
                    continue
                }
                var polled = pollfd(fd: self.number, events: Int16(POLLOUT), revents: 0)
                if poll(&polled, 1, 300) == 0 { break }
            }
            return total
        }
    }

    /// The next byte, or nil at the end of the input. Not to be mixed with `line()` before it.
    func byte() async throws -> UInt8? {
        try await worker.run {
            guard case .bytes(let bytes) = Descriptor(self.number).readSome(upTo: 1) else { return nil }
            return bytes.first
        }
    }

    /// The next line, without its end, or nil at the end of the input.
    func line() async throws -> String? {
        try await worker.run {
            while true {
                let line: [UInt8]? = self.unread.withLock { unread in
                    guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                    defer { unread.removeSubrange(...end) }
                    return Array(unread[..<end])
                }
                if let line { return String(decoding: line, as: UTF8.self) }
                guard case .bytes(let bytes) = Descriptor(self.number).readSome(upTo: 1 << 16) else { return nil }
                self.unread.withLock { $0 += bytes }
            }
        }
    }

    /// Everything up to the end of the input.
    func everything() async throws -> String {
        try await worker.run {
            var all = self.unread.withLock { $0 }
            while case .bytes(let bytes) = Descriptor(self.number).readSome(upTo: 1 << 16) { all += bytes }
            return String(decoding: all, as: UTF8.self)
        }
    }
}
