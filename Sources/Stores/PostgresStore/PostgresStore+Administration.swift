public import BotStore
public import ChannelKit

public import struct Foundation.Date

extension PostgresStore {
    public func users(limit: Int, before: UserID?) async throws(StoreError) -> [UserRecord] {
        try await administration.users(limit: limit, before: before)
    }

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
