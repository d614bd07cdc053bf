public import BotStore
import ChannelKit
import Logging
import PostgresClient
import Synchronization

import struct Foundation.Date

extension PostgresStore: SharedStore {
    public var notices: AsyncStream<StoreNotice> { board.notices }

    public func serve() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepLease() }
            group.addTask { await self.listen() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Keeps the lease up, well within its time, and looks for leases that are past.
    private func keepLease() async {
        while !Task.isCancelled {
            do {
                try await beat()
            } catch {
                logger.error("the lease could not be kept up", metadata: ["error": "\(error)"])
                if error == .closed { return }
            }
            do { try await Task.sleep(for: configuration.beatInterval) } catch { return }
        }
    }

    func beat() async throws(StoreError) {
        guard try await renewLease() > 0 else { return }
        if let takeover = takeover.withLock({ $0 }) { try await takeOverReplies(takeover, now: Date()) }
        board.post(.repliesWait)
    }

    /// Returns how many processes it took over from.
    @discardableResult
    func renewLease() async throws(StoreError) -> Int64 {
        let lease = configuration.lease.storedMilliseconds
        let dead = try await number(StoreFunction.beat, [.int(replica), .int(lease), .time(Date())])
        guard let dead else {
            try await registerAnew()
            return 0
        }
        if dead > 0 { logger.notice("took over from processes whose lease was past", metadata: ["count": "\(dead)"]) }
        return dead
    }

    /// Others took this process for dead. It begins again as another replica, with nothing in hand.
    private func registerAnew() async throws(StoreError) {
        let replica = try await Self.register(configuration, pool)
        logger.error(
            "this process was taken for dead: its lease was past; what it had in hand is others' by now",
            metadata: ["replica": "\(replica)"])
        tenure.withLock { $0 = Tenure(replica: replica) }
        board.post(.displaced)
        // Another one listens as the new replica.
        listener.withLock { $0 }?.close()
    }

    /// Listens as the replica that this process is, and as the next one where it is another.
    private func listen() async {
        while !Task.isCancelled {
            let listener = PostgresListener(
                configuration: configuration.pool, channels: [StoreNotice.common, StoreNotice.own(replica)],
                logger: logger)
            self.listener.withLock { $0 = listener }
            for await notice in listener.notices {
                switch notice {
                case .listening: board.post(.gap)
                case .notification(let channel, let payload):
                    if let notice = StoreNotice(channel: channel, payload: payload) { board.post(notice) }
                }
            }
            listener.close()
        }
    }

    public func show(_ piece: TurnPiece, to followers: [ProcessID]) async {
        for piece in piece.payloads {
            let queries = followers.map { follower in
                PostgresQuery(
                    StoreQuery.notify, [.text(StoreNotice.own(follower.rawValue)), .text(piece.payload.storable)])
            }
            // What is lost comes with the turn's end.
            _ = try? await pool.run(queries)
        }
    }

    /// What still runs waits for others; an orderly end casts no suspicion on it.
    public func close() async {
        _ = try? await perform(StoreFunction.leave, [.int(replica)])
        await pool.close()
        board.finish()
    }
}

extension PostgresStore: StoreAdministration {
    public func schemaVersion() async throws(StoreError) -> (current: Int, needed: Int) {
        try await administration.schemaVersion()
    }

    public func rowCounts() async throws(StoreError) -> [(table: String, rows: Int)] {
        try await administration.rowCounts()
    }

    public func clean() async throws(StoreError) { try await administration.clean() }
}
