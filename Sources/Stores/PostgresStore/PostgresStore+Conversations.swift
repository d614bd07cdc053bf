public import BotStore
public import ChannelKit

public import struct Foundation.Date

extension PostgresStore {
    public func conversations(
        _ choice: ConversationChoice, limit: Int, before: ConversationID?
    ) async throws(StoreError) -> [ConversationRecord] {
        try await administration.conversations(choice, limit: limit, before: before)
    }

    public func conversation(
        _ id: ConversationID, limit: Int, before: MessageID?
    ) async throws(StoreError) -> ConversationDetail? {
        try await administration.conversation(id, limit: limit, before: before)
    }

    public func pauseConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await administration.pauseConversation(id, now: now)
    }

    public func resumeConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await administration.resumeConversation(id, now: now)
    }

    public func say(_ text: String, in id: ConversationID, now: Date) async throws(StoreError) -> OperatorSaying {
        try await administration.say(text, in: id, now: now)
    }

    public func skipIDs(_ count: Int) async throws(StoreError) { try await administration.skipIDs(count) }

    public func usage(
        by grouping: UsageGrouping, from: String?, to: String?, limit: Int
    ) async throws(StoreError) -> [UsageRecord] {
        try await administration.usage(by: grouping, from: from, to: to, limit: limit)
    }
}
