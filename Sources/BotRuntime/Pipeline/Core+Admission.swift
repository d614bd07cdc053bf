import BotStore
import ChannelKit

/// What a channel is told of what became of its events.
extension Core {
    func admission(of recording: Reception.Recording) async -> Admission {
        switch recording.outcome {
        case .begun(let turn): return .turn(await ticket(turn.id, recording, in: turn.conversation))
        case .queued(let turn): return .turn(await ticket(turn, recording))
        case .joined(let turn): return .turn(await ticket(turn, recording, isRepeat: true))
        case .repeated(let turn, let answer):
            let finished = LiveTurn()
            finished.finish(.answered(answer))
            return .turn(
                TurnTicket(turn: turn, isRepeat: true, conversation: answer.conversation, source: finished))
        case .opened(let opening):
            let ticket: TurnTicket? =
                switch opening.turn {
                case .begun(let turn): await ticket(turn.id, recording, in: turn.conversation)
                case .queued(let turn): await ticket(turn, recording)
                case nil: nil
                }
            return .opened(
                ConversationOpening(
                    user: opening.user, conversation: opening.conversation, greeting: opening.greeting, turn: ticket))
        case .skipped(let turn, SkipRule.paused) where recording.caller == .collects:
            let finished = LiveTurn()
            finished.finish(.failed(TurnFailure(error: .paused(policy.pausedMessage), recorded: true)))
            return .turn(TurnTicket(turn: turn, isRepeat: false, source: finished))
        case .skipped(_, SkipRule.paused) where recording.caller == .listens:
            return .refused(.paused(policy.pausedMessage))
        case .skipped where recording.caller != .absent: return .refused(.notAnswered)
        case .skipped, .noted: return .noted
        case .refused(let refusal): return .refused(ChannelError(refusal: refusal))
        }
    }

    private func ticket(
        _ turn: TurnID, _ recording: Reception.Recording, isRepeat: Bool = false, in conversation: ConversationID? = nil
    ) async -> TurnTicket {
        if let live = recording.live {
            return TurnTicket(turn: turn, isRepeat: isRepeat, conversation: conversation, source: live)
        }
        // Nobody follows a turn for which nobody waits: the store is spared the question until somebody does.
        if recording.caller == .absent {
            return TurnTicket(turn: turn, isRepeat: isRepeat, source: LaterTurn(turn: turn, core: self))
        }
        let followed = await follow(turn)
        return TurnTicket(
            turn: turn, isRepeat: isRepeat, conversation: followed.conversation, source: followed.live)
    }

    /// A turn that somebody else begins. It may be over before it is on the board here, so the store is asked once it is.
    func follow(_ turn: TurnID) async -> (live: LiveTurn, conversation: ConversationID?) {
        let live = board.turn(turn, until: .now + policy.modelTimeout)
        return (live, await settle(turn, live))
    }

    /// Ends what is on the board for a turn that is over by the store. Returns the turn's conversation, where it is known.
    func settle(_ turn: TurnID, _ live: LiveTurn) async -> ConversationID? {
        do {
            guard let standing = try await store.standing(of: turn) else {
                board.finishUnlessRunning(turn, live, .deleted)
                return nil
            }
            if let result = result(standing.outcome) {
                board.finishUnlessRunning(turn, live, result, attempt: standing.attempt)
            }
            return standing.conversation
        } catch {
            board.finishUnlessRunning(
                turn, live, .failed(TurnFailure(error: ChannelError(store: error), recorded: true)), isLasting: false)
            return nil
        }
    }
}

/// A turn that is looked for when somebody asks for it.
private struct LaterTurn: TurnSource {
    let turn: TurnID
    let core: Core

    func result() async throws(CancellationError) -> TurnResult { try await core.follow(turn).live.result() }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        try await core.follow(turn).live.next(after: offset)
    }
}
