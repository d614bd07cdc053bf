import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// One turn, asked for by its id.
extension StoreTransaction {
    func standing(of id: TurnID) throws -> TurnStanding? {
        guard let asked = try turn(id), let outcome = try outcome(of: id) else { return nil }
        let row = try end(of: asked)
        return TurnStanding(
            turn: row.id, channel: asked.channel, user: asked.user, conversation: row.conversation,
            attempt: row.attempts, isRunning: row.state == .running, outcome: outcome)
    }

    /// Ends a turn that waits; messages that had joined it go on by themselves.
    func cancelQueued(_ id: TurnID, now: Date) throws -> Bool {
        guard let state: String = try db.row(OperatorStatement.turn, [id.rawValue])?[3], state == "queued" else {
            return false
        }
        try db.run(MergeStatement.detach, [Timestamp.text(now), id.rawValue])
        try end(id, as: .cancelled, .cancelled, now: now)
        var ends = Ends(count: 1)
        try tell(Telling(outcome: .cancelled, taking: false, now: now), whoAsked: id, ends: &ends)
        try db.run(UpkeepStatement.countByOperators, [-ends.count])
        return true
    }
}
