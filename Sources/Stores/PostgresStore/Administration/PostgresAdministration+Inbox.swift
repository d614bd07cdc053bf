public import BotStore
public import ChannelKit
import PostgresClient

public import struct Foundation.Date

extension PostgresAdministration {
    private static let states = ["queued", "running", "answered", "merged", "failed", "skipped", "cancelled"]

    public func users(limit: Int, before: UserID?) async throws(StoreError) -> [UserRecord] {
        let rows = try await rows(
            OperatorQuery.users, [.int(before?.rawValue ?? .max), Self.bound(limit)])
        var users: [UserRecord] = []
        for row in rows {
            users.append(
                UserRecord(
                    id: UserID(try row.number(0)), name: try row.text(1), email: try row.text(2),
                    phoneNumber: try row.text(3), isGuest: try row.flag(4), origin: try row.text(5) ?? "",
                    createdAt: try row.time(6) ?? .distantPast))
        }
        return users
    }

    public func inbox(state: String?, limit: Int, after: TurnID?) async throws(StoreError) -> [InboxRecord] {
        try Self.check(state, Self.states)
        let page: [PostgresValue] = [.int(after?.rawValue ?? 0), Self.bound(limit)]
        let rows =
            if let state {
                try await rows(OperatorQuery.turnsByState, page + [.text(state)])
            } else {
                try await rows(OperatorQuery.openTurns, page)
            }
        var records: [InboxRecord] = []
        for row in rows { records.append(try row.inboxRecord) }
        return records
    }

    public func turn(_ id: TurnID) async throws(StoreError) -> InboxDetail? {
        guard let row = try await rows(OperatorQuery.turn, [.int(id.rawValue)]).first else { return nil }
        return try row.inboxDetail
    }

    public func retryTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.retryTurn, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }

    public func dropTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await rows(StoreFunction.dropTurn, [.int(id.rawValue), .time(now)]).first?.flag(0) ?? false
    }

    static func bound(_ limit: Int) -> PostgresValue { .int(Int64(min(max(limit, 0), longestList))) }

    static func check(_ state: String?, _ states: [String]) throws(StoreError) {
        guard let state, !states.contains(state) else { return }
        throw StoreError(
            .invalid, "no such state: \(state.prefix(40)); one of \(states.joined(separator: ", "))")
    }
}

extension OperatorRow {
    var inboxDetail: InboxDetail {
        get throws(StoreError) {
            InboxDetail(
                record: try inboxRecord, messageID: try text(13) ?? "", content: try text(14) ?? "",
                notBefore: try time(15))
        }
    }

    fileprivate var inboxRecord: InboxRecord {
        get throws(StoreError) {
            InboxRecord(
                id: TurnID(try number(0)), channel: try text(1) ?? "", user: UserID(try number(2)),
                state: try text(3) ?? "", attempts: Int(try number(4)), createdAt: try time(5) ?? .distantPast,
                lastError: try error(from: 6), rule: try text(11), isByHand: try flag(12))
        }
    }
}
