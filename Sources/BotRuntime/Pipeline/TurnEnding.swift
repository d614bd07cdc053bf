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
    let offer: Offer

    /// What the store is offered: the next one where it will never take the one before.
    enum Offer: Sendable {
        case whole
        /// Without the lane's next turn, whose fault it may be.
        case withoutNext
        /// That the turn has failed, in place of its end.
        case asFailure(RecordedError)
        /// That its row has failed, named by its id alone.
        case byID(RecordedError)

        var word: String {
            switch self {
            case .whole: "whole"
            case .withoutNext: "without the next turn"
            case .asFailure: "as a failure"
            case .byID: "by its id"
            }
        }
    }

    private init(
        _ end: TurnCompletion.End, failure: TurnFailure?, used: TurnCompletion.Usage?, offer: Offer = .whole
    ) {
        self.end = end
        self.failure = failure
        self.used = used
        self.offer = offer
    }

    /// Whether nothing is left out of it yet.
    var isWhole: Bool { if case .whole = offer { true } else { false } }

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

    /// What is offered to a store that will never take this. Nil: nothing more.
    func next(after fault: ChannelError) -> TurnEnding? {
        switch offer {
        case .whole: return TurnEnding(end, failure: failure, used: used, offer: .withoutNext)
        case .withoutNext:
            let error = RecordedError(fault, detail: nil)
            // The answer is not kept; what it cost was spent.
            var used = used
            if case .answered(_, let usage) = end { used = used ?? usage }
            return TurnEnding(
                .failed(error, partial: nil), failure: TurnFailure(error: fault, recorded: true), used: used,
                offer: .asFailure(error))
        case .asFailure(let error): return TurnEnding(end, failure: failure, used: used, offer: .byID(error))
        case .byID: return nil
        }
    }
}
