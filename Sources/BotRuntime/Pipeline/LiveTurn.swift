import BotModel
import BotStore
import ChannelKit
import Synchronization

/// A turn that somebody may be following: the text so far, and at last the result.
///
/// Followers pull: each asks for what comes after its own position, so a slow one gets longer pieces and nothing queues
/// up for it. Memory is the text itself plus one waiting continuation a follower.
final class LiveTurn: ReplyDraft, Sendable {
    struct State {
        var text = LiveText()
        var isRunning = false
        var followers = TurnFollowers()
        /// Ends the call of the model.
        var cancelCall: (@Sendable () -> Void)?
        var isCancelled = false
        var lastWake: ContinuousClock.Instant?
        /// Waits for the next tick.
        var isDue = false
    }

    let state = Mutex(State())
    private let pace: Pace?

    /// - Parameter pace: by what followers are woken; nil: by each piece.
    init(pace: Pace? = nil) { self.pace = pace }

    // MARK: Writing

    func append(_ piece: String) {
        guard !piece.isEmpty else { return }
        add { $0.text.append(piece) }
    }

    /// A piece that another process shows, which runs the turn.
    func append(_ piece: TurnPiece) {
        add { state in
            guard !state.isRunning, state.text.result == nil else { return }
            state.text.append(piece)
        }
    }

    /// Text is told to followers at once, or soon, together with what comes until then.
    private func add(_ change: (inout State) -> Void) {
        let isPaced = pace?.isTicking == true
        let (ready, isPutOff) = state.withLock { state -> (TurnFollowers.Ready, Bool) in
            change(&state)
            if state.followers.isEmpty || isPaced && state.isDue { return (TurnFollowers.Ready(), false) }
            let now = ContinuousClock.now
            if isPaced, let last = state.lastWake, last.duration(to: now) < Pace.interval {
                state.isDue = true
                return (TurnFollowers.Ready(), true)
            }
            state.lastWake = now
            return (state.followers.take(from: &state.text), false)
        }
        if isPutOff { pace?.put(self) }
        ready.resume()
    }

    func restart() -> Bool { state.withLock { $0.text.restart() } }

    /// All that has come, of the attempt that is going on.
    var written: String { state.withLock { String(decoding: $0.text.bytes, as: UTF8.self) } }

    // MARK: Its life

    /// Called when the model is about to be asked. False where it was before: then this is another attempt's turn.
    /// - Parameter attempt: nil: the one after the last.
    func begin(attempt: Int? = nil) -> Bool {
        var hasBegun = false
        wake { state in
            guard !state.isRunning, state.text.result == nil else { return }
            hasBegun = true
            state.isRunning = true
            // What another process has shown of it died with that.
            state.text.begin(attempt ?? (state.text.attempt ?? 0) + 1)
        }
        return hasBegun
    }

    /// The turn is another process's by now, which may have it written anew. Followers wait for what that makes of it.
    func yield() { state.withLock { $0.isRunning = false } }

    /// Ends the turn for everyone who follows it. Only the first result counts.
    /// - Parameter isLasting: whether it is the turn's end, and not only the end of following it here.
    func finish(_ result: TurnResult, isLasting: Bool = true) {
        wake { $0.text.finish(result, attempt: nil, isLasting: isLasting) }
    }

    /// Ends a turn that has not begun and will not begin here. False where it is running.
    /// - Parameter attempt: whose end it is, where that is known.
    @discardableResult
    func finishUnlessRunning(_ result: TurnResult, attempt: Int? = nil, isLasting: Bool = true) -> Bool {
        var mayFinish = false
        wake { state in
            mayFinish = !state.isRunning
            if mayFinish { state.text.finish(result, attempt: attempt, isLasting: isLasting) }
        }
        return mayFinish
    }

    // MARK: Cancelling

    /// Somebody wants it cancelled: the call of the model ends, now or as soon as it begins. False where it does not run
    /// here.
    func cancel() -> Bool {
        let (isRunning, call) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            guard state.isRunning, state.text.result == nil else { return (false, nil) }
            state.isCancelled = true
            return (true, state.cancelCall)
        }
        call?()
        return isRunning
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// What ends the call that is about to be made. Nil: it is over.
    func setCall(_ cancel: (@Sendable () -> Void)?) {
        let isCancelled = state.withLock { state in
            state.cancelCall = cancel
            return state.isCancelled
        }
        if isCancelled { cancel?() }
    }

    // MARK: Waking

    /// Gives followers what has come since they were last woken.
    func flush() {
        wake { state in
            state.isDue = false
            state.lastWake = .now
        }
    }

    /// Tells those who follow the text that there is nothing new.
    func beat() { state.withLock { $0.followers.takeAwake(from: &$0.text) }.resume() }

    private func wake(_ change: (inout State) -> Void) {
        let ready = state.withLock { state in
            change(&state)
            return state.followers.take(from: &state.text)
        }
        ready.resume()
    }
}
