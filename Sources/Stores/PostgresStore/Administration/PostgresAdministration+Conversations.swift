public import BotStore
public import ChannelKit
import PostgresClient

public import struct Foundation.Date

extension PostgresAdministration {
    public func conversations(
        _ choice: ConversationChoice, limit: Int, before: ConversationID?
    ) async throws(StoreError) -> [ConversationRecord] {
        let rows = try await rows(
            ConversationQuery.list,
            [
                .int(before?.rawValue ?? .max), Self.bound(limit), .optional(choice.channel?.storable),
                choice.user.map { .int($0.rawValue) } ?? .null, .optional(choice.state?.rawValue),
            ])
        var records: [ConversationRecord] = []
        for row in rows { records.append(try row.conversationRecord) }
        return records
    }

    public func conversation(
        _ id: ConversationID, limit: Int, before: MessageID?
    ) async throws(StoreError) -> ConversationDetail? {
        guard let row = try await rows(ConversationQuery.one, [.int(id.rawValue)]).first else { return nil }
        let page = try await rows(
            ConversationQuery.sayings, [.int(id.rawValue), .int(before?.rawValue ?? .max), Self.bound(limit)])
        var messages: [ConversationDetail.Message] = []
        for row in page.reversed() { messages.append(try row.saying) }
        return ConversationDetail(record: try row.conversationRecord, messages: messages)
    }

    public func pauseConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.pauseConversation, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }

    public func resumeConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.resumeConversation, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }

    public func say(_ text: String, in id: ConversationID, now: Date) async throws(StoreError) -> OperatorSaying {
        let rows = try await rows(StoreFunction.say, [.int(id.rawValue), .text(text.storable), .time(now)])
        guard let row = rows.first else { return .notFound }
        switch try row.text(0) {
        case "said": return .said(MessageID(try row.number(1)), ReplyID(try row.number(2)))
        case "finished": return .finished
        case "optedOut": return .optedOut
        case "unreachable": return .unreachable
        default: return .notFound
        }
    }

    public func skipIDs(_ count: Int) async throws(StoreError) {
        for table in ["users", "conversations", "messages", "inbox", "outbox"] {
            _ = try await rows(
                PostgresStatement(
                    name: "ck_skip_\(table)",
                    sql: "SELECT setval('\(table)_id_seq', nextval('\(table)_id_seq') + $1::bigint)"),
                [.int(Int64(max(count, 0)))])
        }
    }

    public func usage(
        by grouping: UsageGrouping, from: String?, to: String?, limit: Int
    ) async throws(StoreError) -> [UsageRecord] {
        let rows = try await rows(
            ConversationQuery.usage(by: grouping), [.optional(from), .optional(to), Self.bound(limit)])
        var records: [UsageRecord] = []
        for row in rows {
            records.append(
                UsageRecord(
                    key: try row.text(0) ?? "", turns: Int(try row.number(1)), promptTokens: Int(try row.number(2)),
                    completionTokens: Int(try row.number(3))))
        }
        return records
    }
}

extension OperatorRow {
    fileprivate var conversationRecord: ConversationRecord {
        get throws(StoreError) {
            ConversationRecord(
                id: ConversationID(try number(0)), channel: try text(1) ?? "", user: UserID(try number(2)),
                isFinished: try flag(3), createdAt: try time(4) ?? .distantPast,
                lastUpdated: try time(5) ?? .distantPast, pausedAt: try time(6))
        }
    }

    fileprivate var saying: ConversationDetail.Message {
        get throws(StoreError) {
            guard let role = Role(rawValue: try text(1) ?? "") else {
                throw StoreError(.corrupt, "a message in the database makes no sense to this program")
            }
            let usage = TurnCompletion.Usage(
                model: try text(6), promptTokens: try optionalNumber(7), completionTokens: try optionalNumber(8),
                finishReason: try text(9))
            return ConversationDetail.Message(
                id: MessageID(try number(0)), role: role, content: try text(2) ?? "", status: try text(3) ?? "",
                isByOperator: try flag(4), createdAt: try time(5) ?? .distantPast,
                usage: usage == TurnCompletion.Usage() ? nil : usage)
        }
    }
}
