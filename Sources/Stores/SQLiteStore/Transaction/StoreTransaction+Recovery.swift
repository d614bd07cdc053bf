import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// After so many crashes while it ran alone a turn is a dead letter.
    private static let mostCrashes = 3

    /// Marks a new opening of the store. What a dead process was working on waits again, its attempts counted.
    ///
    /// Any of the turns that were running may have killed it. So each is under suspicion until it has run alone.
    static func takeOver(_ db: Database) throws -> (installation: String, epoch: Int64) {
        guard let installation: String = try db.row(UpkeepStatement.meta, ["installation"])?[0],
            let last: String = try db.row(UpkeepStatement.meta, ["epoch"])?[0], let last = Int64(last)
        else { throw StoreError.corrupt("the store's own table") }
        let epoch = last + 1
        try db.run(UpkeepStatement.setMeta, [String(epoch), "epoch"])
        try db.run(RecoveryStatement.countCrashes, [])
        try db.run(RecoveryStatement.suspectRunning, [])
        // Whoever opens the store counts what is pending.
        try db.run(UpkeepStatement.setMeta, ["0", "by_operators"])
        return (installation, epoch)
    }

    /// No turn only where nothing is under suspicion any more: what is keeps all others waiting.
    func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) throws -> BegunTurns {
        // Whoever asks for the next one has done with the last.
        try db.run(RecoveryStatement.joinAlone, [])
        var untaken = Ends()
        for row in try db.rows(RecoveryStatement.poisonous, [Self.mostCrashes]) {
            try db.run(RecoveryStatement.hideQuestion, [row[0] as Int64])
            try endUnbegun(
                TurnID(row[0]), .poison, apology: apologies[row[1]], taking: false, now: now, ends: &untaken)
        }
        var last: Int64 = 0
        // A lane's order holds for a suspect too: where another turn is before it, that one is begun, if it may be.
        while let suspect = try db.row(RecoveryStatement.nextSuspect, [last]) {
            last = suspect[0]
            let head = try laneHead(channel: suspect[1], lane: suspect[2])
            if let turn = try advance(
                channel: suspect[1], lane: suspect[2], from: head, .alone, policy: policy,
                apology: apologies[suspect[1]], taking: false, now: now, ends: &untaken)
            {
                try db.run(RecoveryStatement.markAlone, [turn.id.rawValue])
                return BegunTurns(turns: [turn], ended: untaken.count)
            }
        }
        // A suspect that is left waits behind a turn that runs, or for a time: it is begun like any other.
        try db.run(RecoveryStatement.clear, [])
        return BegunTurns(ended: untaken.count)
    }

    /// Not an error where the turn is over by now.
    func joinOthers(_ turn: TurnID) throws {
        try db.run(RecoveryStatement.joinOthers, [turn.rawValue, epoch])
    }
}

extension RecordedError {
    static let poison = RecordedError(
        code: "poison", kind: ChannelError.Kind.internalFault.rawValue,
        message: "Something went wrong. The operator has been told.",
        detail: "the process ended three times while this message was all that it worked on")
}
