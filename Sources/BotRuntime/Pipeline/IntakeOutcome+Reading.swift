import BotStore
import ChannelKit

extension IntakeOutcome {
    /// Whether something waits or runs by this event that was not counted before: a turn, or a listener's repetition.
    func isPending(of event: InboundEvent) -> Bool {
        switch self {
        case .begun, .queued: return true
        case .opened(let opening): return opening.turn != nil
        case .joined:
            if case .message(let message) = event { return message.caller == .listens }
            return false
        case .repeated, .skipped, .noted, .refused: return false
        }
    }

    /// In metrics.
    var word: String {
        switch self {
        case .begun, .queued: "accepted"
        case .joined, .repeated: "repeated"
        case .opened: "opened"
        case .skipped: "skipped"
        case .noted: "noted"
        case .refused: "refused"
        }
    }

    /// A turn that waits in its lane.
    var queuedTurn: TurnID? {
        switch self {
        case .queued(let turn): return turn
        case .opened(let opening):
            if case .queued(let turn) = opening.turn { return turn }
            return nil
        case .begun, .joined, .repeated, .skipped, .noted, .refused: return nil
        }
    }

    var begunTurn: Turn? {
        switch self {
        case .begun(let turn): return turn
        case .opened(let opening):
            if case .begun(let turn) = opening.turn { return turn }
            return nil
        case .queued, .joined, .repeated, .skipped, .noted, .refused: return nil
        }
    }

    /// What keeps the whole instance from sending, by a status that is news. One that comes again, or late, tells of a
    /// time that may be over.
    func obstacle(by event: InboundEvent) -> ChannelError? {
        guard case .noted(_, hasFailed: true) = self, case .status(let status) = event,
            let error = status.error, error.scope == .instance
        else { return nil }
        return error
    }

    /// Whether there may be a reply to be sent that nobody has taken: that of a repeated message, or the word that
    /// somebody writes too often.
    func mayHaveLeftReplies(isLimitTold: Bool) -> Bool {
        switch self {
        case .repeated: true
        case .noted(let dueReplies, _): dueReplies
        case .skipped: isLimitTold
        case .begun, .queued, .joined, .opened, .refused: false
        }
    }
}
