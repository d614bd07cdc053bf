import BotModel
import BotStore
import ChannelKit
import Synchronization

/// A turn that somebody may be following: the text so far, and at last the result.
///
/// Followers pull: each asks for what comes after its own offset, so a slow one gets longer pieces and nothing queues
/// up for it. Memory is the text itself plus one waiting continuation a follower.
final class LiveTurn: TurnSource, ReplyDraft, Sendable {
    private struct State {
        var text: [UInt8] = []
        /// Some text was handed out: from then on it cannot be taken back.
        var isExposed = false
        var isRunning = false
        /// What was handed out belongs to an attempt that came to nothing: nothing is put behind it, and nobody else is given
        /// it.
        var isStale = false
        var result: TurnResult?
        var followers: [Int: Follower] = [:]
        var lastFollower = 0

        /// From here on another attempt writes the answer.
        mutating func startOver() {
            if isExposed, !text.isEmpty { isStale = true } else { text.removeAll() }
        }

        mutating func finish(_ result: TurnResult) {
            guard self.result == nil else { return }
            self.result = result
            // Followers are owed the whole answer, also where it did not come in pieces (one that was stored earlier).
            guard case .answered(let answer) = result else { return }
            if answer.text.utf8.starts(with: text) || !isExposed {
                text = Array(answer.text.utf8)
                isStale = false
            } else {
                isStale = true
            }
        }
    }

    private struct Follower {
        /// Nil: waits for the end only.
        var offset: Int?
        var continuation: CheckedContinuation<TurnUpdate?, Never>
    }

    private let state = Mutex(State())

    // MARK: Following

    func result() async throws(CancellationError) -> TurnResult {
        guard case .finished(let result) = try await follow(from: nil) else { throw CancellationError() }
        return result
    }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        try await follow(from: max(0, offset))
    }

    private func follow(from offset: Int?) async throws(CancellationError) -> TurnUpdate {
        let id = state.withLock { state in
            state.lastFollower += 1
            return state.lastFollower
        }
        let update = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: TurnUpdate?? = state.withLock { state in
                    if let update = Self.update(&state, after: offset) { return .some(update) }
                    if Task.isCancelled { return .some(nil) }
                    state.followers[id] = Follower(offset: offset, continuation: continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLock { $0.followers.removeValue(forKey: id) }?.continuation.resume(returning: nil)
        }
        guard let update else { throw CancellationError() }
        return update
    }

    /// What a follower at this offset can be given now.
    private static func update(_ state: inout State, after offset: Int?) -> TurnUpdate? {
        if let offset, offset < state.text.count, !state.isStale {
            state.isExposed = true
            return .text(String(decoding: state.text[offset...], as: UTF8.self), next: state.text.count)
        }
        guard let result = state.result else { return nil }
        if case .answered = result, state.isStale, let offset, offset > 0 { return .finished(Self.brokenOff) }
        return .finished(result)
    }

    /// For whoever was shown the beginning of another answer than the one that counts.
    private static let brokenOff = TurnResult.failed(
        TurnFailure(
            error: ChannelError(
                "answer_broke_off", kind: .unavailable, retry: .now,
                message: "This answer broke off, and another one was written. Ask again to read it."), recorded: true))

    // MARK: Writing

    func append(_ piece: String) {
        guard !piece.isEmpty else { return }
        wake { if !$0.isStale { $0.text.append(contentsOf: piece.utf8) } }
    }

    /// A piece that another process shows, which runs the turn. One that leaves a gap is left out: the rest comes with the
    /// turn's end.
    func append(_ piece: TurnPiece) {
        wake { state in
            guard !state.isRunning, !state.isStale, state.result == nil, piece.offset <= state.text.count else {
                return
            }
            state.text.append(contentsOf: piece.text.utf8.dropFirst(state.text.count - piece.offset))
        }
    }

    func restart() -> Bool {
        state.withLock { state in
            guard !state.isExposed || state.isStale else { return false }
            if state.isStale { return true }
            state.text.removeAll()
            return true
        }
    }

    /// Called when the model is about to be asked. False where it was before: then this is another attempt's turn.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isRunning, state.result == nil else { return false }
            state.isRunning = true
            // What another process has shown of it died with that.
            state.startOver()
            return true
        }
    }

    /// The turn is another process's by now, which may have it written anew. Followers wait for what that makes of it.
    func yield() {
        state.withLock { state in
            state.isRunning = false
            state.startOver()
        }
    }

    /// Ends the turn for everyone who follows it. Only the first result counts.
    func finish(_ result: TurnResult) {
        wake { $0.finish(result) }
    }

    /// Ends a turn that has not begun and will not begin here. False where it is running.
    @discardableResult
    func finishUnlessRunning(_ result: TurnResult) -> Bool {
        var mayFinish = false
        wake { state in
            mayFinish = !state.isRunning
            if mayFinish { state.finish(result) }
        }
        return mayFinish
    }

    private func wake(_ change: (inout State) -> Void) {
        let ready = state.withLock { state -> [(Follower, TurnUpdate)] in
            change(&state)
            var ready: [(Follower, TurnUpdate)] = []
            for (id, follower) in state.followers {
                guard let update = Self.update(&state, after: follower.offset) else { continue }
                state.followers[id] = nil
                ready.append((follower, update))
            }
            return ready
        }
        for (follower, update) in ready { follower.continuation.resume(returning: update) }
    }
}
