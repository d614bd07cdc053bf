public import BotStore
public import ChannelKit
import PostgresClient
import Synchronization

public import struct Foundation.Date

/// Turns that wait, and turns under suspicion.
extension PostgresStore {
    public func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await findForgotten(now: now)
        let rows = try await call(
            StoreFunction.beginTurns, begins: true,
            [
                .int(replica), .int(Int64(limit)), .object(apologies), .int(policy.idleTimeout.storedMilliseconds),
                .int(Int64(policy.historyLimit)), .time(now),
            ])
        return try begun(rows)
    }

    public func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await findForgotten(now: now)
        let rows = try await call(
            StoreFunction.beginSuspect, begins: true,
            [
                .int(replica), .object(apologies), .int(policy.idleTimeout.storedMilliseconds),
                .int(Int64(policy.historyLimit)), .time(now),
            ])
        return try begun(rows)
    }

    private func begun(_ rows: [ResultRow]) throws(StoreError) -> BegunTurns {
        var begun = BegunTurns()
        for row in rows {
            switch try row.kind {
            case "begun": begun.turns.append(try row.turn)
            case "wait":
                begun.mustWait = true
                begun.ended = Int(try row.int(.count) ?? 0)
            default:
                begun.ended = Int(try row.int(.count) ?? 0)
                begun.byOperators = Int(try row.int(.attempt) ?? 0)
                begun.hasSuspects = try row.text(.word) == "suspects"
            }
        }
        tenure.withLock { tenure in for turn in begun.turns { tenure.began(turn) } }
        return begun
    }

    public func joinOthers(_ turn: TurnID) async throws(StoreError) {
        try await perform(StoreFunction.joinOthers, [.int(replica), .int(turn.rawValue)])
    }

    public func pendingTurns() async throws(StoreError) -> Int {
        Int(try await call(StoreQuery.pendingTurns, [.int(replica)]).first?.int(.kind) ?? 0)
    }

    public func owed() async throws(StoreError) -> Int {
        Int(try await call(StoreQuery.owed, [.int(replica)]).first?.int(.kind) ?? 0)
    }

    public func outcome(of turn: TurnID) async throws(StoreError) -> TurnOutcome? {
        try await call(StoreFunction.outcome, [.int(turn.rawValue)]).first?.outcome
    }

    public func history(_ query: HistoryQuery, channel: String) async throws(StoreError) -> HistoryPage? {
        let found = try await call(
            StoreQuery.conversation,
            [
                .int(query.conversation.rawValue), .int(query.user.rawValue), .text(channel),
                .bool(query.followsContinuations),
            ] + PostgresValue.credential(query.credential)
        ).first.map { OperatorRow($0.row) }
        guard let found, try found.flag(1) else { throw StoreError(.revoked, "the session has ended") }
        guard let conversation = try found.optionalNumber(0) else { return nil }
        let rows = try await call(
            StoreQuery.page,
            [
                .int(Int64(conversation)), .int(query.before?.rawValue ?? .max),
                .int(Int64(min(max(query.limit, 1), 200))),
            ])
        var messages: [HistoryPage.Message] = []
        for row in rows.reversed() {
            messages.append(try OperatorRow(row.row).pageMessage)
        }
        return HistoryPage(
            conversation: ConversationID(Int64(conversation)), messages: messages, isPaused: try found.flag(2))
    }
}

extension OperatorRow {
    /// A row of `StoreQuery.page`.
    fileprivate var pageMessage: HistoryPage.Message {
        get throws(StoreError) {
            guard let id = try optionalNumber(0), let role = try text(1).flatMap(Role.init), let content = try text(2),
                let time = try time(3)
            else { throw StoreError(.corrupt, "a message in the database makes no sense to this program") }
            return HistoryPage.Message(
                id: MessageID(Int64(id)), role: role, content: content, createdAt: time, isByOperator: try flag(4))
        }
    }
}
