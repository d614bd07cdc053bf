import BotModel
import BotStore
import ChannelKit

/// How a turn is to end: what is written down, and what whoever waits for it is told.
///
/// A class, so that each of thousands of turns that end at once holds a reference and not copies.
final class TurnEnding: Sendable {
    let end: TurnCompletion.End
    /// What is told in place of what the row says, which keeps less.
    let failure: TurnFailure?
    /// What a turn without an answer has cost.
    let used: TurnCompletion.Usage?
    /// How often the store has said that it will never take this turn's end.
    let refusals: Int

    private init(
        _ end: TurnCompletion.End, failure: TurnFailure?, used: TurnCompletion.Usage?, refusals: Int = 0
    ) {
        self.end = end
        self.failure = failure
        self.used = used
        self.refusals = refusals
    }

    convenience init(answered reply: ModelReply) {
        self.init(.answered(text: reply.text, usage: TurnCompletion.Usage(reply)), failure: nil, used: nil)
    }

    convenience init(said text: String) { self.init(.said(text), failure: nil, used: nil) }

    convenience init(cancelled error: ModelError, written: String) {
        self.init(
            .cancelled(partial: written.isEmpty ? nil : written),
            failure: TurnFailure(error: RecordedError.cancelled.channelError, recorded: true),
            used: TurnCompletion.Usage(error))
    }

    convenience init(failed error: ModelError) {
        let channelError = ChannelError(model: error)
        self.init(
            .failed(RecordedError(channelError, detail: error.fullDescription), partial: error.partial),
            failure: TurnFailure(error: channelError, recorded: true), used: TurnCompletion.Usage(error))
    }

    /// What is offered to a store that will never take this: the same once more, without the lane's next turn, whose fault
    /// it may be, then a failure, and then that the row is ended as failed by its id alone. Nil: nothing more.
    func refused(because fault: ChannelError) -> TurnEnding? {
        switch refusals {
        case 0: return TurnEnding(end, failure: failure, used: used, refusals: 1)
        case 1:
            // The answer is not kept; what it cost was spent.
            var used = used
            if case .answered(_, let usage) = end { used = used ?? usage }
            return TurnEnding(
                .failed(RecordedError(fault, detail: nil), partial: nil),
                failure: TurnFailure(error: fault, recorded: true), used: used, refusals: 2)
        case 2: return TurnEnding(end, failure: failure, used: used, refusals: 3)
        default: return nil
        }
    }
}
