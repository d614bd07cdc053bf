public import BotStore
public import ChannelKit
import GRDB

extension SQLiteStore {
    /// What was said, asides among it; what broke off is left out.
    public func history(_ query: HistoryQuery, channel: String) async throws(StoreError) -> HistoryPage? {
        try await read { transaction in
            if let credential = query.credential,
                try transaction.account(query.user, bearing: credential) == nil
            {
                throw StoreError(.revoked, "the session has ended")
            }
            guard
                var conversation = try transaction.conversation(
                    query.conversation, of: query.user, channel: channel)
            else { return nil }
            if query.followsContinuations,
                let newest = try transaction.newestConversation(channel: channel, key: conversation.key),
                newest.user == query.user
            {
                conversation = newest
            }
            let rows = try transaction.db.rows(
                ConversationStatement.pageBefore,
                [conversation.id.rawValue, query.before?.rawValue ?? Int64.max, min(max(query.limit, 1), 200)])
            let messages = try rows.reversed().map { row in
                guard let role = Role(rawValue: row[1]), let time = Timestamp.date(row[3]) else {
                    throw StoreError.corrupt("a message")
                }
                return HistoryPage.Message(
                    id: MessageID(row[0]), role: role, content: row[2], createdAt: time, isByOperator: row[4])
            }
            return HistoryPage(
                conversation: conversation.id, messages: messages,
                isPaused: conversation.isPaused && !conversation.isFinished)
        }
    }
}
