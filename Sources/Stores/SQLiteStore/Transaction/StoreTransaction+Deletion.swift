import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func delete(_ user: UserID, now: Date) throws -> Bool {
        guard try account(user) != nil else { return false }
        let id: StatementArguments = [user.rawValue]
        // What waited is pending no more; of what runs the process learns that it is fenced, and counts by itself.
        let running: Int = try db.row(DeletionStatement.countRunning, id)?[0] ?? 0
        let before: Int = try db.row(TurnStatement.countPending, [])?[0] ?? 0
        let own =
            try db.rows(DeletionStatement.ownMessages, id)
            .flatMap { [$0[0] as Int64?, $0[1] as Int64?] }.compactMap(\.self)
            + db.rows(DeletionStatement.sayings, id).map { $0[0] as Int64 }
        try db.run(DeletionStatement.deleteInbox, id)
        let after: Int = try db.row(TurnStatement.countPending, [])?[0] ?? 0
        try db.run(UpkeepStatement.countByOperators, [after - before + running])
        try db.run(DeletionStatement.deleteOutbox, id)
        // What a user said, and what was answered, goes wherever it was said.
        try deleteMessages(own)
        for conversation in try db.rows(DeletionStatement.conversations, id) {
            let place: StatementArguments = [conversation[0] as Int64]
            if conversation[5], let other = try otherWriter(in: place) {
                try deleteMessages(try db.rows(DeletionStatement.unclaimed, place).map { $0[0] })
                try db.run(DeletionStatement.giveConversation, [other] + place)
                continue
            }
            for statement in [DeletionStatement.deleteOutboxOf, .deleteMessages, .deleteConversation] {
                try db.run(statement, place)
            }
        }
        try db.run(DeletionStatement.deleteIdentities, id)
        try db.run(SessionStatement.endAll, id)
        try db.run(LinkStatement.deleteCodes, id)
        try db.run(AccountStatement.delete, id)
        return true
    }

    /// Whoever else is known to have written in a conversation, once nothing is left there of the user who is deleted.
    private func otherWriter(in place: StatementArguments) throws -> Int64? {
        if let writer: Int64 = try db.row(DeletionStatement.writer, place)?[0] { return writer }
        return try db.row(DeletionStatement.formerWriter, place)?[0]
    }

    private func deleteMessages(_ messages: [Int64]) throws {
        for message in messages {
            try db.run(DeletionStatement.deleteRepliesTo, [message])
            try db.run(DeletionStatement.deleteMessage, [message])
        }
    }

    func importUsers(_ users: [ImportedUser], now: Date) throws -> [ImportConflict] {
        var conflicts: [ImportConflict] = []
        // An id that was somebody's leads to what they left: lanes, sums, tokens.
        let lastID = try lastUserID()
        for user in users {
            if let id = user.id, try account(id) != nil {
                conflicts.append(ImportConflict(line: user.line, field: .id, owner: id))
            } else if let id = user.id, id.rawValue <= lastID {
                conflicts.append(ImportConflict(line: user.line, field: .usedID, owner: id))
            }
            if let key = user.emailKey, let row = try db.row(AccountStatement.whoHasEmail, [key]) {
                conflicts.append(ImportConflict(line: user.line, field: .email, owner: UserID(row[0])))
            }
        }
        guard conflicts.isEmpty else { return conflicts }
        let time = Timestamp.text(now)
        // Those with ids of their own first: a new id must not take one of theirs.
        for user in users.filter({ $0.id != nil }) + users.filter({ $0.id == nil }) {
            let person: StatementArguments = [
                user.id?.rawValue, user.name?.storable, user.email?.storable, user.emailKey,
                user.phoneNumber?.storable, user.passwordHash, user.isGuest, user.origin.storable,
            ]
            try db.run(
                AccountStatement.importUser, person + [time, time, user.isGuest ? nil : time])
        }
        return []
    }

    /// The last id that was given; none where there are no users, and so nothing of theirs.
    private func lastUserID() throws -> Int64 {
        try Int64.fetchOne(
            db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'users' AND EXISTS (SELECT 1 FROM users)") ?? 0
    }

    func exportHead(of user: UserID) throws -> ExportHead? {
        guard let account = try account(user) else { return nil }
        let sessions = try db.rows(SessionStatement.ofUser, [user.rawValue]).map { row in
            ExportedSession(
                id: SessionID(row[0]), channel: row[1], createdAt: try Self.date(row[2]), usedAt: try Self.date(row[3]),
                expiresAt: try Self.date(row[4]))
        }
        let conversations = try db.rows(DeletionStatement.conversations, [user.rawValue]).map { row in
            ExportedConversation(
                id: ConversationID(row[0]), channel: row[1], createdAt: try Self.date(row[2]),
                lastUpdated: try Self.date(row[3]), isFinished: row[4], isShared: row[5])
        }
        return ExportHead(
            user: account.record, links: try links(of: user), sessions: sessions, conversations: conversations)
    }

    private static func date(_ text: String) throws -> Date {
        guard let date = Timestamp.date(text) else { throw StoreError.corrupt("a time") }
        return date
    }
}
