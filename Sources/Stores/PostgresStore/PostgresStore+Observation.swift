public import BotStore
import PostgresClient

extension PostgresStore: QueueObserving {
    public var load: StoreLoad {
        let load = pool.load
        return StoreLoad(connections: load.connections, idle: load.idle, waiting: load.waiting)
    }

    public func queueCounts() async throws(StoreError) -> [QueueCount] {
        let inbox = try await administration.rows(Self.inboxCounts, [])
        let outbox = try await administration.rows(Self.outboxCounts, [])
        var counts: [QueueCount] = []
        for row in inbox { counts.append(try row.queueCount(.inbox)) }
        for row in outbox { counts.append(try row.queueCount(.outbox)) }
        return counts
    }

    // A part for each partial index: `state IN (…)` over both would be no condition of either.
    private static let inboxCounts = PostgresStatement(
        name: "ck_inbox_counts",
        sql: """
            SELECT channel, state, count(*), min(accepted_at) FROM inbox
            WHERE state IN ('queued', 'running') GROUP BY channel, state
            UNION ALL
            SELECT channel, state, count(*), min(accepted_at) FROM inbox WHERE state = 'failed' GROUP BY channel, state
            """)

    private static let outboxCounts = PostgresStatement(
        name: "ck_outbox_counts",
        sql: """
            SELECT channel, state, count(*), min(created_at) FROM outbox
            WHERE state IN ('pending', 'sending') GROUP BY channel, state
            UNION ALL
            SELECT channel, state, count(*), min(created_at) FROM outbox WHERE state = 'dead' GROUP BY channel, state
            """)
}

extension OperatorRow {
    fileprivate func queueCount(_ queue: QueueCount.Queue) throws(StoreError) -> QueueCount {
        QueueCount(
            queue: queue, channel: try text(0) ?? "", state: try text(1) ?? "", count: Int(try number(2)),
            oldest: try time(3))
    }
}
