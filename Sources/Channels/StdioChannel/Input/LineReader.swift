import ChannelKit
import Synchronization

/// Reads lines on demand: nothing is read before somebody asks for the next line, so a slow taker holds the writer at
/// the other end up instead of filling memory. Waiting for input takes no thread of the cooperative pool.
final class LineReader: Sendable {
    enum Next: Sendable {
        case line(StdioChannel.Line)
        /// The end of the input.
        case ended
        /// The waiting task was cancelled.
        case stopped
        /// Nobody reads the output any more.
        case outputClosed
        case failed(ChannelError)
    }

    private struct State {
        var splitter: LineSplitter
        var number = 0
        var isAtEnd = false
    }

    private static let chunk = 16 << 10

    private let input: Descriptor
    private let output: Descriptor
    private let limit: Int
    private let state: Mutex<State>
    private let wake: WakePipe
    private let worker = SerialWorker(label: "stdio.input")

    /// - Parameters:
    ///   - output: watched while waiting, since a closed output ends the reading too.
    ///   - limit: the longest line, in bytes.
    init(from input: Descriptor, watching output: Descriptor, limit: Int) throws(ChannelError) {
        self.input = input
        self.output = output
        self.limit = limit
        state = Mutex(State(splitter: LineSplitter(limit: limit)))
        wake = try WakePipe()
    }

    /// Waits for the next line. To be called by one task at a time; once cancelled, there is no more.
    func next() async -> Next {
        if let line = buffered() { return .line(line) }
        return await withTaskCancellationHandler {
            do {
                return try await worker.run { self.readLine() }
            } catch {
                return .stopped
            }
        } onCancel: {
            wake.signal()
        }
    }

    /// Blocks until there is a line, or will be none.
    private func readLine() -> Next {
        while true {
            if let line = buffered() { return .line(line) }
            if state.withLock({ $0.isAtEnd }) { return .ended }
            switch input.waitForInput(wake: wake.readEnd, output: output) {
            case .woken: return .stopped
            case .outputClosed: return .outputClosed
            case .failed(let code): return .failed(.inputFailed(code))
            case .readable: break
            }
            switch input.readSome(upTo: Self.chunk) {
            case .bytes(let bytes): state.withLock { $0.splitter.append(bytes) }
            case .end: state.withLock { $0.isAtEnd = true }
            case .again: continue
            case .failed(let code): return .failed(.inputFailed(code))
            }
        }
    }

    private func buffered() -> StdioChannel.Line? {
        state.withLock { state in
            guard let line = state.splitter.next() ?? (state.isAtEnd ? state.splitter.finish() : nil) else {
                return nil
            }
            state.number += 1
            return StdioChannel.Line(number: state.number, content: content(of: line))
        }
    }

    private func content(of line: LineSplitter.Line) -> StdioChannel.Line.Content {
        switch line {
        case .tooLong:
            return .unreadable(.lineTooLong(limit: limit))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { return .unreadable(.invalidUTF8) }
            return .text(text)
        }
    }
}
