import BotStore
import ChannelKit

/// What this process is to the database at a time: the replica that it is registered as, and what it has in hand.
struct Tenure {
    /// The replica's id. Another one after a lease was lost.
    var replica: Int64
    var turns: Set<TurnID> = []
    /// With the attempt that each was taken for.
    var replies: [ReplyID: Int] = [:]
    /// Turns whose end was sent and not confirmed: it may be there already.
    var unconfirmed: Set<TurnID> = []
    /// When answers to calls were lost that may have begun or taken something. Of those of one second the first is kept.
    private var lostAnswers: [ContinuousClock.Instant] = []

    init(replica: Int64) { self.replica = replica }

    mutating func began(_ turn: Turn) { turns.insert(turn.id) }
    mutating func took(_ item: OutboxItem) { replies[item.reply.id] = item.reply.attempt }

    mutating func lostAnswer(at time: ContinuousClock.Instant = .now) {
        if let last = lostAnswers.last, last.duration(to: time) < .seconds(1) { return }
        lostAnswers.append(time)
    }

    /// Forgets those that were lost so long ago. False: there were none. Others may be lost all the while, so each has a
    /// time of its own.
    mutating func takeLostAnswers(olderThan age: Duration) -> Bool {
        let count = lostAnswers.count
        lostAnswers.removeAll { $0.duration(to: .now) > age + .seconds(1) }
        return lostAnswers.count < count
    }

    mutating func ended(_ turn: TurnID) {
        turns.remove(turn)
        unconfirmed.remove(turn)
    }
}
