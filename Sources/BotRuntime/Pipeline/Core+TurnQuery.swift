import BotStore
import ChannelKit

/// Turns that are asked for by their ids.
extension Core {
    /// So long is a turn's end waited for that is to be cancelled.
    static let cancelTime = Duration.seconds(10)

    func admission(of query: TurnQuery, at instance: String) async throws(ChannelError) -> Admission {
        let standing: TurnStanding?
        do { standing = try await store.standing(of: query.turn) } catch { throw ChannelError(store: error) }
        // Whose turn it is says the store, never the caller.
        guard let standing, standing.user == query.user, standing.channel == instance else {
            return .refused(.turnNotFound)
        }
        if let credential = query.credential, try await !isGood(credential, of: query.user) {
            return .refused(.revoked)
        }
        switch query.wish {
        case .follow(let position):
            let isOver = standing.outcome != .pending
            if isOver, position.offset == nil, position.attempt >= standing.attempt { return .noted }
            return .turn(
                TurnTicket(
                    turn: query.turn, isRepeat: true, conversation: standing.conversation,
                    user: query.user, source: FollowedTurn(query.turn, core: self)))
        case .cancel:
            do {
                if try await cancel(query.turn) { return .noted }
            } catch {
                throw ChannelError(store: error)
            }
            throw .notCancelled
        }
    }

    private func isGood(_ credential: Credential, of user: UserID) async throws(ChannelError) -> Bool {
        do {
            return try await store.accounts.account(user, bearing: credential) != nil
        } catch {
            throw ChannelError(store: error)
        }
    }

    /// Has a turn cancelled, wherever it waits or runs, and returns when it is over. False: it is not within the time.
    ///
    /// What is said to another process may be lost, and a turn may begin or be taken over meanwhile: it is looked at again
    /// and again.
    func cancel(_ asked: TurnID) async throws(StoreError) -> Bool {
        let deadline = ContinuousClock.now + Self.cancelTime
        var pause = Backoff(first: .milliseconds(20), limit: .milliseconds(500))
        while true {
            guard let standing = try await store.standing(of: asked), standing.outcome == .pending else { return true }
            let turn = standing.turn
            if !standing.isRunning {
                if try await store.cancelQueued(turn, now: now()) {
                    board.finishWaiting([turn, asked], TurnResult.cancelled)
                    bell.ring()
                    return true
                }
            } else if board.live(turn)?.cancel() != true, let shared = store as? any SharedStore {
                try await shared.askToCancel(turn)
            }
            guard .now < deadline, !Task.isCancelled else { return false }
            try? await Task.sleep(for: pause.next())
        }
    }
}

extension TurnResult {
    static let cancelled = failed(TurnFailure(error: RecordedError.cancelled.channelError, recorded: true))
}

extension ChannelError {
    /// Also for turns of other users: nobody learns that they exist.
    static let turnNotFound = ChannelError("turn_not_found", kind: .notFound, message: "Turn not found")

    static let notCancelled = ChannelError(
        "not_cancelled", kind: .unavailable, retry: .after(.seconds(2)),
        message: "The message could not be cancelled in time. Try again.")
}
