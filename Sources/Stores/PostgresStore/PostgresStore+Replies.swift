public import BotStore
public import ChannelKit
import PostgresClient
import Synchronization

public import struct Foundation.Date

extension PostgresStore {
    /// So often a lease is taken that is past before anything is done with it.
    private static let mostStarts = 10

    /// Remembered: processes that die later are taken over by the same rules.
    public func takeOverReplies(_ takeover: ReplyTakeover, now: Date) async throws(StoreError) {
        self.takeover.withLock { $0 = takeover }
        var waits = JSONParameter()
        for (channel, wait) in takeover.waits { waits.set(channel, wait.storedMilliseconds) }
        // It is called at the start, when nothing keeps the lease up yet and a loaded machine may be slow.
        for attempt in 1... {
            do {
                return try await perform(
                    StoreFunction.takeOverReplies,
                    [
                        .int(replica), .json(waits.text), .int(takeover.otherwise.storedMilliseconds),
                        .int(Int64(takeover.mostUncertain)), .time(now),
                    ])
            } catch {
                guard error.code == .fenced, attempt < Self.mostStarts else { throw error }
                try await renewLease()
            }
        }
    }

    public func takeReplies(channels: [String], limit: Int, now: Date) async throws(StoreError) -> [OutboxItem] {
        if channels.isEmpty || limit <= 0 { return [] }
        let rows = try await call(
            StoreFunction.takeReplies, begins: true,
            [.int(replica), .texts(channels), .int(Int64(limit)), .time(now)])
        return try taken(rows)
    }

    public func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date
    ) async throws(StoreError) -> OutboxItem? {
        let columns = outcome.columns
        let (replica, attempt) = tenure.withLock { ($0.replica, $0.replies[reply]) }
        do {
            let rows = try await call(
                StoreFunction.recordSend, begins: true,
                [
                    .int(replica), .int(reply.rawValue), .optional(attempt), .text(columns.word),
                    .texts(columns.platformIDs.map(\.storable)),
                    columns.until.map { .time($0) } ?? .null, .bool(columns.counts), columns.error?.parameter ?? .null,
                    .bool(takingNext), .time(now),
                ])
            tenure.withLock { $0.sent(reply) }
            return try taken(rows).first
        } catch {
            if error.code == .fenced { tenure.withLock { $0.sent(reply) } }
            throw error
        }
    }

    private func taken(_ rows: [ResultRow]) throws(StoreError) -> [OutboxItem] {
        var items: [OutboxItem] = []
        for row in rows { items.append(try row.outboxItem) }
        return tenure.withLock { tenure in items.filter { tenure.took($0) } }
    }

    public func pendingReplies(channels: [String]) async throws(StoreError) -> Int {
        Int(try await call(StoreQuery.pendingReplies, [.texts(channels)]).first?.int(.kind) ?? 0)
    }
}

extension SendOutcome {
    fileprivate var columns:
        (
            word: String, platformIDs: [String], until: Date?, counts: Bool, error: RecordedError?
        )
    {
        switch self {
        case .sent(let platformIDs): ("sent", platformIDs, nil, true, nil)
        case .retry(let time, let error, let counts): ("retry", [], time, counts, error)
        case .fallback(let error): ("fallback", [], nil, true, error)
        case .dead(let error): ("dead", [], nil, true, error)
        case .unknown(let time, let error): ("unknown", [], time, true, error)
        }
    }
}
