public import BotStore
public import ChannelKit
import PostgresClient

public import struct Foundation.Date

/// One turn, asked for by its id.
extension PostgresStore {
    /// The outcome first: what ends meanwhile is found with the attempt that it was.
    public func standing(of turn: TurnID) async throws(StoreError) -> TurnStanding? {
        do {
            let id = PostgresValue.int(turn.rawValue)
            let rows = try await pool.run([
                PostgresQuery(StoreFunction.outcome, [id]), PostgresQuery(StoreQuery.standing, [id]),
            ])
            guard let ended = rows[0].first, let row = rows[1].first else { return nil }
            guard let final = try row.int(0), let channel = try row.text(1), let user = try row.int(2),
                let attempt = try row.int(4), let isRunning = try row.bool(5)
            else { throw StoreError(.corrupt, "a turn in the database makes no sense to this program") }
            return TurnStanding(
                turn: TurnID(final), channel: channel, user: UserID(user),
                conversation: try row.int(3).map { ConversationID($0) }, attempt: Int(attempt), isRunning: isRunning,
                outcome: try ResultRow(ended).outcome)
        } catch let error as StoreError {
            throw error
        } catch let error as PostgresError {
            throw StoreError(postgres: error)
        } catch {
            throw StoreError(.corrupt, "a turn in the database makes no sense to this program")
        }
    }

    public func newestMerged(into turn: TurnID) async throws(StoreError) -> MergedMessage? {
        guard let found = try await call(StoreQuery.newestMerged, [.int(turn.rawValue)]).first else { return nil }
        let row = OperatorRow(found.row)
        guard let id = try row.text(0), let chat = try row.text(1) else {
            throw StoreError(.corrupt, "a message in the database makes no sense to this program")
        }
        return MergedMessage(id: id, address: ReplyAddress(chat: ChatAddress(chat), context: try row.text(2)))
    }

    public func cancelQueued(_ turn: TurnID, now: Date) async throws(StoreError) -> Bool {
        let rows = try await call(StoreQuery.cancelQueued, [.int(turn.rawValue), .time(now), .int(replica)])
        return try rows.first?.bool(.kind) ?? false
    }

    public func watch(_ turn: TurnID) async throws(StoreError) {
        let replica = replica
        let parameters: [PostgresValue] = [.int(turn.rawValue), .int(replica)]
        do {
            _ = try await pool.run([
                PostgresQuery(StoreQuery.fence, [.int(replica)]), PostgresQuery(StoreQuery.watch, parameters),
                PostgresQuery(StoreQuery.askToFollow, parameters),
            ])
        } catch {
            throw StoreError(postgres: error)
        }
    }

    public func askToCancel(_ turn: TurnID) async throws(StoreError) {
        try await perform(StoreQuery.askToCancel, [.int(turn.rawValue)])
    }
}
