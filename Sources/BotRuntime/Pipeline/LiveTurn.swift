import BotModel
import BotStore
import ChannelKit
import Synchronization

/// A turn that somebody may be following: the text so far, and at last the result.
///
/// Followers pull: each asks for what comes after its own position, so a slow one gets longer pieces and nothing queues
/// up for it. Memory is the text itself plus one waiting continuation a follower.
final class LiveTurn: TurnSource, ReplyDraft, Sendable {
    private struct State {
        var text = LiveText()
        var isRunning = false
        var followers: [Int: Follower] = [:]
        var lastFollower = 0
        /// Ends the call of the model.
        var cancelCall: (@Sendable () -> Void)?
        var isCancelled = false
        var lastWake: ContinuousClock.Instant?
        /// Waits for the next tick.
        var isDue = false

        mutating func takeReady(_ update: (inout LiveText, Place) -> Update?) -> [(Follower, Update)] {
            var ready: [(Follower, Update)] = []
            for (id, follower) in followers {
                guard let update = update(&text, follower.place) else { continue }
                followers[id] = nil
                ready.append((follower, update))
            }
            return ready
        }
    }

    /// What a follower waits for.
    private enum Place {
        case end
        case offset(Int)
        case position(TurnPosition)
    }

    private enum Update {
        case update(TurnUpdate)
        case step(TurnStep)
    }

    private struct Follower {
        var place: Place
        var continuation: CheckedContinuation<Update?, Never>
    }

    private let state = Mutex(State())
    private let pace: Pace?

    /// - Parameter pace: by what followers are woken; nil: by each piece.
    init(pace: Pace? = nil) { self.pace = pace }

    // MARK: Following

    func result() async throws(CancellationError) -> TurnResult {
        guard case .update(.finished(let result)) = try await follow(from: .end) else { throw CancellationError() }
        return result
    }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        guard case .update(let update) = try await follow(from: .offset(max(0, offset))) else {
            throw CancellationError()
        }
        return update
    }

    func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
        guard case .step(let step) = try await follow(from: .position(position)) else { throw CancellationError() }
        return step
    }

    private func follow(from place: Place) async throws(CancellationError) -> Update {
        let id = state.withLock { state in
            state.lastFollower += 1
            return state.lastFollower
        }
        let update = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Update?? = state.withLock { state in
                    if let update = Self.update(&state.text, place) { return .some(update) }
                    if Task.isCancelled { return .some(nil) }
                    state.followers[id] = Follower(place: place, continuation: continuation)
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

    /// What a follower can be given now.
    private static func update(_ text: inout LiveText, _ place: Place) -> Update? {
        switch place {
        case .end: text.result.map { .update(.finished($0)) }
        case .offset(let offset): text.update(after: offset).map { .update($0) }
        case .position(let position): text.step(after: position).map { .step($0) }
        }
    }

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
        let (ready, isPutOff) = state.withLock { state -> ([(Follower, Update)], Bool) in
            change(&state)
            if state.followers.isEmpty || isPaced && state.isDue { return ([], false) }
            let now = ContinuousClock.now
            if isPaced, let last = state.lastWake, last.duration(to: now) < Pace.interval {
                state.isDue = true
                return ([], true)
            }
            state.lastWake = now
            return (state.takeReady(Self.update), false)
        }
        if isPutOff { pace?.put(self) }
        Self.resume(ready)
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
    func beat() {
        Self.resume(
            state.withLock { state in
                state.takeReady { text, place in
                    guard case .position(let position) = place else { return nil }
                    return .step(text.step(after: position) ?? .text("", position))
                }
            })
    }

    private func wake(_ change: (inout State) -> Void) {
        Self.resume(
            state.withLock { state in
                change(&state)
                return state.takeReady(Self.update)
            })
    }

    private static func resume(_ ready: [(Follower, Update)]) {
        for (follower, update) in ready { follower.continuation.resume(returning: update) }
    }
}
