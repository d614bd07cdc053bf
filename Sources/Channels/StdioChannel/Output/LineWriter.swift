import ChannelKit
import Synchronization

/// The one way out: writes one thing after the other, each whole, without a thread of the cooperative pool.
///
/// Whoever writes waits until the operating system has taken everything, so a slow reader slows the bot down and fills
/// no memory.
final class LineWriter: Sendable {
    private struct State {
        var transcript: TextTranscript
        /// The last write failed in the middle of a line.
        var isTorn = false
    }

    /// How long a cancelled write may still go on: an output that is read takes far less.
    private static let patience: Duration = .seconds(1)

    /// Released when nobody reads any more.
    let closed = Latch()

    private let descriptor: Descriptor
    private let state: Mutex<State>
    private let worker = SerialWorker(label: "stdio.output")

    init(to descriptor: Descriptor, transcript: TextTranscript) {
        self.descriptor = descriptor
        state = Mutex(State(transcript: transcript))
    }

    /// Writes what `render` makes of the transcript at the moment when its turn has come.
    func write(_ render: @escaping @Sendable (inout TextTranscript) -> [UInt8]) async throws(ChannelError) {
        let result: Result<Void, ChannelError>
        do throws(SerialWorker.Abandoned) {
            result = try await worker.run(patience: Self.patience) { self.writeNow(render) }
        } catch {
            throw .cancelled(error)
        }
        try result.get()
    }

    /// Says that nobody reads any more: every later write fails at once.
    func close() { closed.release() }

    private func writeNow(_ render: (inout TextTranscript) -> [UInt8]) -> Result<Void, ChannelError> {
        guard !closed.isReleased else { return .failure(.outputClosed) }
        let bytes = state.withLock { state in
            let bytes = render(&state.transcript)
            guard !bytes.isEmpty, state.isTorn else { return bytes }
            state.isTorn = false
            return [UInt8(ascii: "\n")] + bytes
        }
        switch descriptor.writeAll(bytes) {
        case .written:
            return .success(())
        case .closed:
            close()
            return .failure(.outputClosed)
        case .failed(let code, let written):
            if written > 0 { state.withLock { $0.isTorn = true } }
            return .failure(.outputFailed(code))
        }
    }
}

extension ChannelError {
    /// Not sent for now: the reply stays in the outbox, and is written at the next start at the latest.
    static let outputClosed = ChannelError(
        "output_closed", kind: .unavailable, retry: .now, message: "The output is closed.")

    /// - Parameter code: what `errno` said.
    static func outputFailed(_ code: Int32) -> ChannelError {
        ChannelError(
            "output_failed", kind: .unavailable, retry: .after(.seconds(10)), message: "The output cannot be written.",
            detail: Descriptor.explanation(of: code))
    }

    static func cancelled(_ abandoned: SerialWorker.Abandoned) -> ChannelError {
        ChannelError(
            "cancelled", kind: .unavailable, retry: abandoned == .beforeItBegan ? .now : .unknown,
            message: "The bot is stopping.")
    }
}
