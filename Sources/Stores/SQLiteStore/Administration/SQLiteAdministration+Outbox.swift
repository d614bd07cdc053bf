public import BotStore
public import ChannelKit
import GRDB

public import struct Foundation.Date

extension SQLiteAdministration {
    private static let outboxStates = ["pending", "sending", "sent", "delivered", "read", "dead"]

    public func outbox(state: String?, limit: Int, after: ReplyID?) async throws(StoreError) -> [OutboxRecord] {
        if let state, !Self.outboxStates.contains(state) {
            let words = Self.outboxStates.joined(separator: ", ")
            throw StoreError(.invalid, "no such state: \(state.prefix(40)); one of \(words)")
        }
        return try await connection.read { db in
            try Schema.requireCurrent(db)
            let selection = state == nil ? "state IN ('pending', 'sending', 'dead')" : "state = ?"
            let states: StatementArguments = state.map { [$0] } ?? []
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, channel, user_id, address, in_reply_to, state, attempts, uncertain, created_at,
                        error_code, error_kind, error_message, error_retry_after, error_detail
                    FROM outbox WHERE \(selection) AND id > ? ORDER BY id LIMIT ?
                    """, arguments: states + [after?.rawValue ?? 0, min(max(limit, 0), Self.longestList)])
            return try rows.map(Self.outboxRecord)
        }
    }

    public func reply(_ id: ReplyID) async throws(StoreError) -> OutboxDetail? {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            guard let row = try db.row(OperatorStatement.reply, [id.rawValue]) else { return nil }
            return try Self.outboxDetail(row)
        }
    }

    public func retryReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            try db.run(OperatorStatement.retryReply, [Timestamp.text(now), id.rawValue])
            return db.changesCount > 0
        }
    }

    public func dropReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            try db.run(OperatorStatement.killReply, [Timestamp.text(now), id.rawValue])
            if db.changesCount > 0 { return true }
            try db.run(OperatorStatement.deleteReply, [id.rawValue])
            return db.changesCount > 0
        }
    }

    static func outboxDetail(_ row: Row) throws -> OutboxDetail {
        OutboxDetail(
            record: try outboxRecord(row), text: row[14], platformIDs: JSONArray.values((row[15] as String?) ?? "[]"),
            notBefore: (row[16] as String?).flatMap(Timestamp.date))
    }

    private static func outboxRecord(_ row: Row) throws -> OutboxRecord {
        guard let createdAt = Timestamp.date(row[8]) else { throw StoreError.corrupt("the outbox") }
        return OutboxRecord(
            id: ReplyID(row[0]), channel: row[1], user: UserID(row[2]), recipient: row[3], inReplyTo: row[4],
            state: row[5], attempts: row[6], uncertain: row[7], createdAt: createdAt,
            lastError: ErrorColumns(row, from: 9).error)
    }
}
