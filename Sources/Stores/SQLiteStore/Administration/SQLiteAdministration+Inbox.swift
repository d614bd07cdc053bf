public import BotStore
public import ChannelKit
import GRDB

public import struct Foundation.Date

extension SQLiteAdministration {
    public func inbox(state: String?, limit: Int, after: TurnID?) async throws(StoreError) -> [InboxRecord] {
        if let state, InboxRow.State(rawValue: state) == nil {
            throw StoreError(
                .invalid, "no such state: \(state.prefix(40)); one of \(InboxRow.State.words)")
        }
        return try await connection.read { db in
            try Schema.requireCurrent(db)
            let selection = state == nil ? "state IN ('queued', 'running', 'failed')" : "state = ?"
            let states: StatementArguments = state.map { [$0] } ?? []
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, channel, user_id, state, attempts, created_at, error_code, error_kind, error_message,
                        error_retry_after, error_detail, rule, by_hand
                    FROM inbox WHERE \(selection) AND id > ? ORDER BY id LIMIT ?
                    """, arguments: states + [after?.rawValue ?? 0, min(max(limit, 0), Self.longestList)])
            return try rows.map(Self.inboxRecord)
        }
    }

    public func turn(_ id: TurnID) async throws(StoreError) -> InboxDetail? {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            guard let row = try db.row(OperatorStatement.turn, [id.rawValue]) else { return nil }
            return try Self.inboxDetail(row)
        }
    }

    public func retryTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            guard let state: String = try db.row(OperatorStatement.turn, [id.rawValue])?[3], state == "failed"
            else { return false }
            // It is asked anew where the conversation is by then, not where it was.
            try db.run(OperatorStatement.deleteQuestions, [id.rawValue])
            try db.run(OperatorStatement.forgetMembersQuestions, [id.rawValue])
            let time = Timestamp.text(now)
            try db.run(OperatorStatement.retryTurn, [time, time, id.rawValue])
            try db.run(UpkeepStatement.countByOperators, [1])
            return true
        }
    }

    public func dropTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            // Nothing is taken here, so nothing needs an owner.
            let transaction = StoreTransaction(db: db, epoch: 0)
            guard let state: String = try db.row(OperatorStatement.turn, [id.rawValue])?[3],
                state == "queued" || state == "failed"
            else { return false }
            // What had joined it was not dropped.
            if state == "queued" { try db.run(MergeStatement.detach, [Timestamp.text(now), id.rawValue]) }
            try transaction.end(id, as: .cancelled, .cancelled, now: now)
            // Of a failure everybody was told when it came.
            guard state == "queued" else { return true }
            var ends = Ends(count: 1)
            try transaction.tell(
                StoreTransaction.Telling(outcome: .cancelled, taking: false, now: now), whoAsked: id, ends: &ends)
            try db.run(UpkeepStatement.countByOperators, [-ends.count])
            return true
        }
    }

    static func inboxDetail(_ row: Row) throws -> InboxDetail {
        InboxDetail(
            record: try inboxRecord(row), messageID: row[13] ?? "", content: row[14],
            notBefore: (row[15] as String?).flatMap(Timestamp.date))
    }

    private static func inboxRecord(_ row: Row) throws -> InboxRecord {
        guard let createdAt = Timestamp.date(row[5]) else { throw StoreError.corrupt("the inbox") }
        return InboxRecord(
            id: TurnID(row[0]), channel: row[1], user: UserID(row[2]), state: row[3], attempts: row[4],
            createdAt: createdAt, lastError: ErrorColumns(row, from: 6).error, rule: row[11], isByHand: row[12])
    }
}
