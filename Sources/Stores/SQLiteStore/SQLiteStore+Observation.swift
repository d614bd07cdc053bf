public import BotStore
import GRDB

import struct Foundation.Date

extension SQLiteStore: QueueObserving {
    public var load: StoreLoad {
        let waiting = connection.writer.waiting
        return StoreLoad(connections: 1, idle: connection.writer.isIdle ? 1 : 0, waiting: waiting)
    }

    public func queueCounts() async throws(StoreError) -> [QueueCount] {
        try await connection.read { db in
            try Self.counts(.inbox, "accepted_at", ["queued", "running", "failed"], db)
                + Self.counts(.outbox, "created_at", ["pending", "sending", "dead"], db)
        }
    }

    /// By the partial indexes `inbox_open` and `outbox_open`.
    private static func counts(
        _ queue: QueueCount.Queue, _ time: String, _ states: [String], _ db: Database
    ) throws -> [QueueCount] {
        let list = states.map { "'\($0)'" }.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: """
                SELECT channel, state, count(*), min(\(time)) FROM \(queue.rawValue)
                WHERE state IN (\(list)) GROUP BY channel, state
                """)
        return try Row.fetchAll(statement).map { row in
            QueueCount(
                queue: queue, channel: row[0], state: row[1], count: row[2],
                oldest: (row[3] as String?).flatMap(Timestamp.date))
        }
    }
}
