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
        try await renewLease()
        // Each time: a call whose answer was lost may have been late.
        try await writeService()
        let dead = try await number(StoreFunction.takeOverDead, [.int(replica), .time(Date())]) ?? 0
        if dead > 0 { logger.notice("took over from processes whose lease was past", metadata: ["count": "\(dead)"]) }
        // Looked for until it is done, and now and then all the same: what a process left of its own may be found late.
        let isDue = tenure.withLock { $0.mustLookForReplies(afterTakeover: dead > 0) }
        guard isDue, let takeover = takeover.withLock({ $0 }) else { return }
        try await takeOverReplies(takeover, now: Date())
        tenure.withLock { $0.lookedForReplies() }
        if dead > 0 { board.post(.repliesWait) }
    }

    /// By a connection of its own, with little patience: whatever waits for the others, the lease must not.
    func renewLease() async throws(StoreError) {
        let isHeld: Bool
        do {
            let rows = try await leasePool.run(
                [
                    PostgresQuery(
                        StoreFunction.beat, [.int(replica), .int(configuration.lease.storedMilliseconds)])
                ])
            isHeld = try rows[0].first?.bool(0) ?? false
        } catch {
            throw StoreError(postgres: error)
        }
        if !isHeld { try await registerAnew() }
    }

    /// Others took this process for dead. It begins again as another replica, with nothing in hand.
    private func registerAnew() async throws(StoreError) {
        let channels = service.withLock { $0 }
        let replica = try await Self.register(configuration, channels, pool, before: replica)
        logger.error(
            "this process was taken for dead: its lease was past; what it had in hand is others' by now",
            metadata: ["replica": "\(replica)"])
        tenure.withLock { $0 = Tenure(replica: replica) }
        // Its next beat finds nothing amiss, so this is not left for later.
        if budget.withLock({ $0 }) != nil { try await writeBudget() }
        board.post(.displaced)
        // Another one listens as the new replica.
        listener.withLock { $0 }?.close()
    }

    /// Listens as the replica that this process is, and as the next one where it is another.
    private func listen() async {
        while !Task.isCancelled {
            let replica = replica
            let listener = PostgresListener(
                configuration: configuration.listening, channels: [StoreNotice.common, StoreNotice.own(replica)],
                logger: logger)
            self.listener.withLock { $0 = listener }
            // It may have become another one meanwhile.
            if replica != self.replica { listener.close() }
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
        await leasePool.close()
        board.finish()
    }
}

extension PostgresStore: AdministeredStore {}
