public import BotStore
public import ChannelKit
import GRDB

public import struct Foundation.Date

extension SQLiteStore {
    public func takeOverReplies(_ takeover: ReplyTakeover, now: Date) async throws(StoreError) {
        try await write { transaction in try transaction.takeOverReplies(takeover, now: now) }
    }

    public func takeReplies(
        channels: [String], limit: Int, now: Date
    ) async throws(StoreError) -> [OutboxItem] {
        try await write { transaction in
            try transaction.takeReplies(channels: channels, limit: limit, now: now)
        }
    }

    public func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date
    ) async throws(StoreError) -> OutboxItem? {
        try await write { transaction in
            try transaction.recordSend(reply, outcome, takingNext: takingNext, now: now)
        }
    }

    public func pendingReplies(channels: [String]) async throws(StoreError) -> Int {
        try await connection.read { db in
            try channels.reduce(0) { sum, channel in
                try sum + (db.row(ReplyStatement.countUnsent, [channel])?[0] ?? 0)
            }
        }
    }
}
