import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// Sends replies by the channels they belong to: of one chat one at a time, in order; different chats at once.
struct OutboxSender: RuntimeService {
    typealias Send = @Sendable (Reply, ReplyAddress) async throws(ChannelError) -> Receipt

    static let pollInterval = Duration.seconds(1)
    static let batch = 256
    let core: Core
    let channels: ChannelDirectory
    let health: HealthBoard
    let gates = InstanceGates()
    let limits = SendLimits()
    /// How long one send may take. Then it is cancelled, and has a moment to say what became of it.
    var sendLimit = Duration.seconds(60)
    var lastMoment = Duration.seconds(2)

    func run() async throws {
        core.outbox.check()
        async let _: Void = limits.watch(every: min(Self.pollInterval, sendLimit))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await poll() }
            group.addTask {
                await withDiscardingTaskGroup { sending in
                    for await work in core.outbox.queue.work {
                        switch work {
                        case .send(let item): sending.addTask { await send(item) }
                        case .hold(let instance, let error): hold(instance, afterReported: error)
                        case .reopen(let instance): reopen(instance)
                        case .check: await check()
                        }
                    }
                }
            }
        }
    }

    /// What an earlier process was sending when it died waits for a report, where one may come. To be called before it
    /// runs.
    func takeOver() async throws(StoreError) {
        let takeover = ReplyTakeover(
            waits: channels.all.compactMapValues(\.reconcileAfter), otherwise: .seconds(1),
            mostUncertain: Self.mostUncertain)
        try await core.store.takeOverReplies(takeover, now: core.now())
    }

    /// Looks for replies whose time to be tried again has come. Ends with the bot; what is in hand is still sent.
    private func poll() async {
        while !Task.isCancelled {
            do {
                try await cancelWhenGracefulShutdown { try await core.sleep(Self.pollInterval) }
            } catch { break }
            core.outbox.check()
        }
        core.outbox.queue.finish()
    }

    private func check() async {
        defer { core.outbox.checkEnded() }
        let now = core.now()
        let rooms = channels.all.keys.sorted().map { (instance: $0, room: gates.room($0, at: now)) }
        let open = rooms.filter { $0.room == .max }.map(\.instance)
        do {
            for (instance, room) in rooms where room == 1 && core.outbox.room(of: instance) > 0 {
                core.outbox.send(try await core.store.takeReplies(channels: [instance], limit: 1, now: now))
            }
            while true {
                let rooms = open.map { (instance: $0, room: core.outbox.room(of: $0)) }.filter { $0.room > 0 }
                // No more than fits where there is least room: whose they are is known afterwards.
                guard let least = rooms.map(\.room).min() else { return }
                let items = try await core.store.takeReplies(
                    channels: rooms.map(\.instance), limit: min(Self.batch, least), now: core.now())
                core.outbox.send(items)
                if items.isEmpty { return }
            }
        } catch {
            core.logger.error("waiting replies could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// Sends a reply and then whatever waits behind it in the same chat. Once the bot does not wait any more, nothing more
    /// is sent: what is in hand goes back.
    private func send(_ first: OutboxItem) async {
        defer { core.outbox.sendEnded(of: first.channel) }
        var item = first
        while let channel = channels[item.channel] {
            let outcome =
                Task.isCancelled
                ? .retry(at: core.now(), RecordedError(.shuttingDown, detail: nil), counts: false)
                : await attempt(item, by: channel)
            core.metrics.count(.sends, outcome.word, channel: item.channel)
            guard let next = await record(outcome, of: item) else { return }
            item = next
        }
        // Of an instance that is no longer configured: it waits until it is again.
        let error = RecordedError(.notConfigured, detail: nil)
        _ = await record(.retry(at: core.time(after: Self.pollInterval), error, counts: false), of: item)
    }

    /// A reply that was sent and could not be recorded is tried to be recorded until it is, so that it is not sent again.
    /// What the store will never take is recorded as a dead letter; if that is not taken either, the row is left as it is
    /// until the next start.
    private func record(_ outcome: SendOutcome, of item: OutboxItem) async -> OutboxItem? {
        var outcome = outcome
        var isRefused = false
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                let next = try await core.store.recordSend(
                    item.reply.id, outcome, takingNext: !Task.isCancelled, now: core.now())
                CrashPoint.reach(.recorded)
                return next
            } catch  where error.code == .fenced {
                return nil
            } catch  where error.isLasting {
                core.logger.error(
                    "the store does not take what became of a reply",
                    metadata: ["channel": "\(item.channel)", "reply": "\(item.reply.id)", "error": "\(error)"])
                if isRefused { return nil }
                isRefused = true
                outcome = .dead(RecordedError(.internalFault("the store does not take it: \(error)"), detail: nil))
            } catch {
                core.logger.error("a sent reply could not be recorded", metadata: ["error": "\(error)"])
                do { try await core.sleep(backoff.next()) } catch { return nil }
            }
        }
    }
}

extension SendOutcome {
    /// In metrics.
    var word: String {
        switch self {
        case .sent: "sent"
        case .retry(_, _, let counts): counts ? "retry" : "held"
        case .fallback: "fallback"
        case .dead: "dead"
        case .unknown: "unknown"
        }
    }
}

extension ChannelError {
    fileprivate static let notConfigured = ChannelError(
        "channel_not_configured", kind: .unavailable, retry: .after(OutboxSender.pollInterval), scope: .instance,
        message: "The channel is not configured any more.")
}
