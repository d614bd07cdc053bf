public import BotStore
public import ChannelKit
import GRDB

public import struct Foundation.Date

extension SQLiteAdministration {
    public func conversations(
        _ choice: ConversationChoice, limit: Int, before: ConversationID?
    ) async throws(StoreError) -> [ConversationRecord] {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            var arguments: StatementArguments = [before?.rawValue ?? Int64.max]
            var conditions = ["id < ?"]
            if let channel = choice.channel {
                conditions.append("channel = ?")
                arguments += [channel]
            }
            if let user = choice.user {
                conditions.append("user_id = ?")
                arguments += [user.rawValue]
            }
            switch choice.state {
            case .open: conditions.append("is_finished = 0 AND paused_at IS NULL")
            case .paused: conditions.append("is_finished = 0 AND paused_at IS NOT NULL")
            case .finished: conditions.append("is_finished = 1")
            case nil: break
            }
            let sql = """
                SELECT id, channel, user_id, is_finished, created_at, last_updated, paused_at FROM conversations
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?
                """
            let rows = try Row.fetchAll(
                db, sql: sql, arguments: arguments + [min(max(limit, 0), Self.longestList)])
            return try rows.map(Self.conversationRecord)
        }
    }

    public func conversation(
        _ id: ConversationID, limit: Int, before: MessageID?
    ) async throws(StoreError) -> ConversationDetail? {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            guard let row = try db.row(OperatorStatement.conversation, [id.rawValue]) else { return nil }
            let page = try db.rows(
                OperatorStatement.sayings,
                [id.rawValue, before?.rawValue ?? Int64.max, min(max(limit, 0), Self.longestList)])
            return ConversationDetail(
                record: try Self.conversationRecord(row), messages: try page.reversed().map(Self.message))
        }
    }

    public func pauseConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            try db.run(PauseStatement.pause, [Timestamp.text(now), id.rawValue])
            return db.changesCount > 0
        }
    }

    public func resumeConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            try db.run(PauseStatement.resume, [Timestamp.text(now), id.rawValue])
            return db.changesCount > 0
        }
    }

    public func say(_ text: String, in id: ConversationID, now: Date) async throws(StoreError) -> OperatorSaying {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            // Nothing is taken here, so nothing needs an owner.
            return try StoreTransaction(db: db, epoch: 0).say(text, in: id, now: now)
        }
    }

    private static func conversationRecord(_ row: Row) throws -> ConversationRecord {
        guard let createdAt = Timestamp.date(row[4]), let lastUpdated = Timestamp.date(row[5]) else {
            throw StoreError.corrupt("a conversation")
        }
        return ConversationRecord(
            id: ConversationID(row[0]), channel: row[1], user: UserID(row[2]), isFinished: row[3],
            createdAt: createdAt, lastUpdated: lastUpdated, pausedAt: (row[6] as String?).flatMap(Timestamp.date))
    }

    private static func message(_ row: Row) throws -> ConversationDetail.Message {
        guard let role = Role(rawValue: row[1]), let time = Timestamp.date(row[5]) else {
            throw StoreError.corrupt("a message")
        }
        let usage = TurnCompletion.Usage(
            model: row[6], promptTokens: row[7], completionTokens: row[8], finishReason: row[9])
        return ConversationDetail.Message(
            id: MessageID(row[0]), role: role, content: row[2], status: row[3], isByOperator: row[4], createdAt: time,
            usage: usage == TurnCompletion.Usage() ? nil : usage)
    }
}
