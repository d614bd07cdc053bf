import BotStore
import ChannelKit
import PostgresClient

import struct Foundation.Date

extension PostgresAccounts {
    func importUsers(_ users: [ImportedUser], now: Date) async throws(StoreError) -> [ImportConflict] {
        var list: [JSONParameter] = []
        for user in users {
            var json = JSONParameter()
            json.set("line", Int64(user.line))
            json.set("id", user.id?.rawValue)
            json.set("name", user.name?.storable)
            json.set("email", user.email?.storable)
            json.set("key", user.emailKey)
            json.set("phone", user.phoneNumber?.storable)
            json.set("hash", user.passwordHash)
            json.set("guest", user.isGuest ? "true" : "false")
            json.set("origin", user.origin.storable)
            list.append(json)
        }
        var conflicts: [ImportConflict] = []
        for row in try await call(AccountFunction.importUsers, [.json(JSONParameter.array(list)), .time(now)]) {
            guard let field = try row.text(1).flatMap(ImportConflict.Field.init) else { continue }
            conflicts.append(
                ImportConflict(line: Int(try row.number(0)), field: field, owner: UserID(try row.number(2))))
        }
        return conflicts
    }

    func exportHead(of user: UserID) async throws(StoreError) -> ExportHead? {
        guard let account = try await account(user, bearing: nil) else { return nil }
        var head = ExportHead(
            user: account.record, links: try await links(of: user), sessions: [], conversations: [])
        for row in try await call(AccountFunction.sessions, [.int(user.rawValue)]) {
            head.sessions.append(
                ExportedSession(
                    id: SessionID(try row.number(0)), channel: try row.text(1) ?? "",
                    createdAt: try row.time(2) ?? .distantPast, usedAt: try row.time(3) ?? .distantPast,
                    expiresAt: try row.time(4) ?? .distantPast))
        }
        for row in try await call(AccountFunction.conversations, [.int(user.rawValue)]) {
            head.conversations.append(
                ExportedConversation(
                    id: ConversationID(try row.number(0)), channel: try row.text(1) ?? "",
                    createdAt: try row.time(2) ?? .distantPast, lastUpdated: try row.time(3) ?? .distantPast,
                    isFinished: try row.flag(4), isShared: try row.flag(5)))
        }
        return head
    }

    func exportMessages(
        of conversation: ConversationID, after: MessageID?, limit: Int
    ) async throws(StoreError) -> [ExportedMessage] {
        var messages: [ExportedMessage] = []
        for row in try await call(
            AccountFunction.messages,
            [.int(conversation.rawValue), .int(after?.rawValue ?? 0), .int(Int64(limit))])
        {
            guard let role = try row.text(1).flatMap(Role.init) else { throw StoreError(.corrupt, "a message's role") }
            messages.append(
                ExportedMessage(
                    id: MessageID(try row.number(0)), role: role, content: try row.text(2) ?? "",
                    status: try row.text(3) ?? "", createdAt: try row.time(4) ?? .distantPast))
        }
        return messages
    }

    func exportInbox(of user: UserID, after: TurnID?, limit: Int) async throws(StoreError) -> [InboxDetail] {
        var details: [InboxDetail] = []
        for row in try await call(
            OperatorQuery.turnsOfUser, [.int(user.rawValue), .int(after?.rawValue ?? 0), .int(Int64(limit))])
        {
            details.append(try row.inboxDetail)
        }
        return details
    }

    func exportOutbox(of user: UserID, after: ReplyID?, limit: Int) async throws(StoreError) -> [OutboxDetail] {
        var details: [OutboxDetail] = []
        for row in try await call(
            OperatorQuery.repliesOfUser, [.int(user.rawValue), .int(after?.rawValue ?? 0), .int(Int64(limit))])
        {
            details.append(try row.outboxDetail)
        }
        return details
    }
}
