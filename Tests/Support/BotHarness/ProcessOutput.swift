import Foundation
import Glibc
import Monitor

/// What a process writes to one of its outputs, line by line as it comes.
public final class ProcessOutput: Sendable {
    private struct State: Sendable {
        var lines: [String] = []
        var rest = Data()
        var isEnded = false
    }

    private let state = Monitor(State())

    /// Every whole line so far.
    public var lines: [String] { state.withLock { $0.lines } }

    /// Everything so far.
    public var text: String { lines.joined(separator: "\n") }

    /// Waits for the first line that `matches`. Throws when the output ends without one, or the task is cancelled.
    public func line(where matches: (String) -> Bool) async throws -> String {
        var seen = 0
        while true {
            let (new, isEnded) = state.withLock { (Array($0.lines.dropFirst(seen)), $0.isEnded) }
            if let line = new.first(where: matches) { return line }
            seen += new.count
            if isEnded { throw BotProcess.Failure(description: "the output ended without the line; it was:\n\(text)") }
            if Task.isCancelled { throw BotProcess.Failure(description: "no such line in time; there were:\n\(text)") }
            await more(than: seen)
        }
    }

    /// Waits until there are so many lines, or the output has ended, and returns them.
    public func lines(atLeast count: Int) async -> [String] {
        while true {
            let (lines, isEnded) = state.withLock { ($0.lines, $0.isEnded) }
            if lines.count >= count || isEnded || Task.isCancelled { return lines }
            await more(than: lines.count)
        }
    }

    /// Waits for the output's end and returns all its lines.
    public func end() async -> [String] { await lines(atLeast: .max) }

    private func more(than count: Int) async {
        await state.wait { $0.lines.count > count || $0.isEnded }
    }

    /// Reads a descriptor to its end, on a thread of its own, and closes it.
    func follow(_ descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                take(Data(buffer[..<max(0, count)]))
                if count <= 0 { break }
            }
            close(descriptor)
        }
    }

    private func take(_ data: Data) {
        state.withLock { state in
            state.rest += data
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest = Data(state.rest[state.rest.index(after: end)...])
            }
            if data.isEmpty {
                if !state.rest.isEmpty { state.lines.append(String(decoding: state.rest, as: UTF8.self)) }
                state.isEnded = true
            }
        }
    }
}
