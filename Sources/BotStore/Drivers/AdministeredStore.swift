public import ChannelKit

public import struct Foundation.Date

/// A store that leaves what operators ask to its administration, which does the same beside a bot that serves.
public protocol AdministeredStore: StoreAdministration {
    associatedtype Administration: StoreAdministration
    var administration: Administration { get }
}

extension AdministeredStore {
    public var accounts: any AccountStore { administration.accounts }

    public func schemaVersion() async throws(StoreError) -> (current: Int, needed: Int) {
        try await administration.schemaVersion()
    }

    public func rowCounts() async throws(StoreError) -> [(table: String, rows: Int)] {
        try await administration.rowCounts()
    }

    public func clean() async throws(StoreError) { try await administration.clean() }

    public func skipIDs(_ count: Int) async throws(StoreError) { try await administration.skipIDs(count) }

    public func users(limit: Int, before: UserID?) async throws(StoreError) -> [UserRecord] {
        try await administration.users(limit: limit, before: before)
    }

    public func usage(
        by grouping: UsageGrouping, from: String?, to: String?, limit: Int
    ) async throws(StoreError) -> [UsageRecord] {
        try await administration.usage(by: grouping, from: from, to: to, limit: limit)
    }
}

// MARK: Queues

extension AdministeredStore {
    public func inbox(state: String?, limit: Int, after: TurnID?) async throws(StoreError) -> [InboxRecord] {
        try await administration.inbox(state: state, limit: limit, after: after)
    }

    public func turn(_ id: TurnID) async throws(StoreError) -> InboxDetail? { try await administration.turn(id) }

    public func retryTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await administration.retryTurn(id, now: now)
    }

    public func dropTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await administration.dropTurn(id, now: now)
    }

    public func outbox(state: String?, limit: Int, after: ReplyID?) async throws(StoreError) -> [OutboxRecord] {
        try await administration.outbox(state: state, limit: limit, after: after)
    }

    public func reply(_ id: ReplyID) async throws(StoreError) -> OutboxDetail? { try await administration.reply(id) }

    public func retryReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await administration.retryReply(id, now: now)
    }

    public func dropReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await administration.dropReply(id, now: now)
    }
}

// MARK: Conversations

extension AdministeredStore {
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
}
