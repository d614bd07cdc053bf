public import BotStore
public import ChannelKit
import PostgresClient

public import struct Foundation.Date

extension PostgresAdministration {
    private static let replyStates = ["pending", "sending", "sent", "delivered", "read", "dead"]

    public func outbox(state: String?, limit: Int, after: ReplyID?) async throws(StoreError) -> [OutboxRecord] {
        try Self.check(state, Self.replyStates)
        let page: [PostgresValue] = [.int(after?.rawValue ?? 0), Self.bound(limit)]
        let rows =
            if let state {
                try await rows(OperatorQuery.repliesByState, page + [.text(state)])
            } else {
                try await rows(OperatorQuery.openReplies, page)
            }
        var records: [OutboxRecord] = []
        for row in rows { records.append(try row.outboxRecord) }
        return records
    }

    public func reply(_ id: ReplyID) async throws(StoreError) -> OutboxDetail? {
        guard let row = try await rows(OperatorQuery.reply, [.int(id.rawValue)]).first else { return nil }
        return try row.outboxDetail
    }

    public func retryReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.retryReply, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }

    public func dropReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.dropReply, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }
}

extension OperatorRow {
    var outboxDetail: OutboxDetail {
        get throws(StoreError) {
            OutboxDetail(
                record: try outboxRecord, text: try text(14) ?? "", platformIDs: try texts(15),
                notBefore: try time(16))
        }
    }

    fileprivate var outboxRecord: OutboxRecord {
        get throws(StoreError) {
            OutboxRecord(
                id: ReplyID(try number(0)), channel: try text(1) ?? "", user: UserID(try number(2)),
                recipient: try text(3) ?? "", inReplyTo: try text(4), state: try text(5) ?? "",
                attempts: Int(try number(6)), uncertain: Int(try number(7)), createdAt: try time(8) ?? .distantPast,
                lastError: try error(from: 9))
        }
    }
}
