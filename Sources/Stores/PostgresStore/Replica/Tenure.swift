import BotStore
import ChannelKit

/// What this process is to the database at a time: the replica that it is registered as, and what it has in hand.
struct Tenure {
    /// The replica's id. Another one after a lease was lost.
    var replica: Int64
    /// In hand, each with the attempt that it is.
    private(set) var turns: [TurnID: Int] = [:]
    private(set) var replies: [ReplyID: Int] = [:]
    /// Turns whose end was sent and not confirmed: it may be there already.
    var unconfirmed: Set<TurnID> = []
    /// When answers to calls were lost that may have begun or taken something. Of those of one second the first is kept.
    private var lostAnswers: [ContinuousClock.Instant] = []
    private var owesLook = false
    private var lastLook = ContinuousClock.now
    private var lastCheck = ContinuousClock.now

    init(replica: Int64) { self.replica = replica }

    mutating func began(_ turn: Turn) { turns[turn.id] = turn.attempt }

    /// False: it is in hand already.
    @discardableResult
    mutating func took(_ item: OutboxItem) -> Bool {
        replies.updateValue(item.reply.attempt, forKey: item.reply.id) != item.reply.attempt
    }

    mutating func sent(_ reply: ReplyID) { replies[reply] = nil }

    /// Whether to look for replies of processes that are gone: after a takeover until it is done, and once a minute.
    mutating func mustLookForReplies(afterTakeover: Bool) -> Bool {
        owesLook = owesLook || afterTakeover || lastLook.duration(to: .now) > .seconds(60)
        return owesLook
    }

    mutating func lookedForReplies() { (owesLook, lastLook) = (false, .now) }

    mutating func lostAnswer(at time: ContinuousClock.Instant = .now) {
        if let last = lostAnswers.last, last.duration(to: time) < .seconds(1) { return }
        lostAnswers.append(time)
    }

    /// Forgets those that were lost so long ago. Others may be lost all the while, so each has a time of its own. False:
    /// there were none, and within a minute it was asked before. Not every loss is noticed.
    mutating func takeLostAnswers(olderThan age: Duration) -> Bool {
        let count = lostAnswers.count
        lostAnswers.removeAll { $0.duration(to: .now) > age + .seconds(1) }
        guard lostAnswers.count < count || lastCheck.duration(to: .now) > .seconds(60) else { return false }
        lastCheck = .now
        return true
    }

    /// One that was lost and has come back meanwhile stays in hand, as the attempt that it is by now.
    mutating func ended(_ turn: TurnID, attempt: Int) {
        guard turns[turn, default: attempt] == attempt else { return }
        turns[turn] = nil
        unconfirmed.remove(turn)
    }
}
