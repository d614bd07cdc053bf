import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// Users and their sessions in a SQLite file, for the bot that serves it and for operators beside it.
struct SQLiteAccounts: AccountStore {
    let connection: SQLiteConnection

    func account(_ user: UserID, bearing credential: Credential?) async throws(StoreError) -> Account? {
        try await read { try $0.account(user, bearing: credential) }
    }

    func account(emailKey: String) async throws(StoreError) -> Account? {
        try await read { try $0.db.row(AccountStatement.byEmail, [emailKey]).map(Account.init) }
    }

    func register(_ registration: NewAccount, now: Date) async throws(StoreError) -> RegistrationOutcome {
        try await write { try $0.register(registration, now: now) }
    }

    func changeProfile(of user: UserID, _ change: AccountChange) async throws(StoreError) -> ProfileOutcome {
        try await write { try $0.changeProfile(of: user, change) }
    }

    func setPassword(
        of user: UserID, to hash: String, expecting expected: String?, session: NewSession?, now: Date
    ) async throws(StoreError) -> PasswordOutcome {
        try await write { try $0.setPassword(of: user, to: hash, expecting: expected, session: session, now: now) }
    }

    func delete(_ user: UserID, now: Date) async throws(StoreError) -> Bool {
        try await write { try $0.delete(user, now: now) }
    }

    func importUsers(_ users: [ImportedUser], now: Date) async throws(StoreError) -> [ImportConflict] {
        try await write { try $0.importUsers(users, now: now) }
    }

    func openSession(
        of user: UserID, _ session: NewSession, expecting hash: String, rehashed: String?, forgiving: [String],
        now: Date
    ) async throws(StoreError) -> SessionOpening? {
        try await write {
            try $0.openSession(
                of: user, session, expecting: hash, rehashed: rehashed, forgiving: forgiving, now: now)
        }
    }

    func rotate(_ rotation: SessionRotation, now: Date) async throws(StoreError) -> RotationOutcome {
        try await write { try $0.rotate(rotation, now: now) }
    }

    func endSession(_ credential: Credential, of user: UserID, now: Date) async throws(StoreError) {
        try await write { try $0.endSession(credential, of: user, now: now) }
    }

    func attempt(_ limits: [AttemptLimit], now: Date) async throws(StoreError) -> Duration? {
        try await write { try $0.attempt(limits, now: now) }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            // Nothing is taken here, so nothing needs an owner.
            return try body(StoreTransaction(db: db, epoch: 0))
        }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            return try body(StoreTransaction(db: db, epoch: 0))
        }
    }
}

/// Links and exports.
extension SQLiteAccounts {
    func keepLinkCode(
        _ codeHash: String, for user: UserID, expiresAt: Date, most: Int, now: Date
    ) async throws(StoreError) -> Bool {
        try await write { try $0.keepLinkCode(codeHash, for: user, expiresAt: expiresAt, most: most, now: now) }
    }

    func links(of user: UserID) async throws(StoreError) -> [LinkRecord] {
        try await read { try $0.links(of: user) }
    }

    func link(_ identity: LinkedIdentity, to user: UserID, now: Date) async throws(StoreError) -> LinkOutcome {
        try await write { try $0.link(identity, to: user, now: now) }
    }

    func unlink(_ link: LinkID, of user: UserID, now: Date) async throws(StoreError) -> Bool {
        try await write { try $0.unlink(link, of: user, now: now) }
    }

    func exportHead(of user: UserID) async throws(StoreError) -> ExportHead? {
        try await read { try $0.exportHead(of: user) }
    }

    func exportMessages(
        of conversation: ConversationID, after: MessageID?, limit: Int
    ) async throws(StoreError) -> [ExportedMessage] {
        try await read { transaction in
            try transaction.db.rows(
                DeletionStatement.messages, [conversation.rawValue, after?.rawValue ?? 0, limit]
            ).map { row in
                guard let role = Role(rawValue: row[1]), let createdAt = Timestamp.date(row[4]) else {
                    throw StoreError.corrupt("a message")
                }
                return ExportedMessage(
                    id: MessageID(row[0]), role: role, content: row[2], status: row[3], createdAt: createdAt)
            }
        }
    }

    func exportInbox(of user: UserID, after: TurnID?, limit: Int) async throws(StoreError) -> [InboxDetail] {
        try await read { transaction in
            try transaction.db.rows(DeletionStatement.inbox, [user.rawValue, after?.rawValue ?? 0, limit])
                .map(SQLiteAdministration.inboxDetail)
        }
    }

    func exportOutbox(of user: UserID, after: ReplyID?, limit: Int) async throws(StoreError) -> [OutboxDetail] {
        try await read { transaction in
            try transaction.db.rows(DeletionStatement.outbox, [user.rawValue, after?.rawValue ?? 0, limit])
                .map(SQLiteAdministration.outboxDetail)
        }
    }
}
