import BotStore
import ChannelKit

/// What this process is to the database at a time: the replica that it is registered as, and what it has in hand.
struct Tenure {
    /// The replica's id. Another one after a lease was lost.
    var replica: Int64
    var turns: Set<TurnID> = []
    var replies: Set<ReplyID> = []
    /// Turns whose end was sent and not confirmed: it may be there already.
    var unconfirmed: Set<TurnID> = []
    /// When the answer to a call that may have begun or taken something was last lost.
    var lostAnswerAt: ContinuousClock.Instant?

    init(replica: Int64) { self.replica = replica }

    mutating func began(_ turn: Turn) { turns.insert(turn.id) }
    mutating func took(_ item: OutboxItem) { replies.insert(item.reply.id) }

    mutating func ended(_ turn: TurnID) {
        turns.remove(turn)
        unconfirmed.remove(turn)
    }
}
