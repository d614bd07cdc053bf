import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

import struct Foundation.TimeInterval

/// Sends replies by the channels they belong to: of one chat one at a time, in order; different chats at once.
struct OutboxSender: RuntimeService {
    typealias Send = @Sendable (Reply, ReplyAddress) async throws(ChannelError) -> Receipt

    static let pollInterval = Duration.seconds(1)
    static let batch = 256
    /// After so many attempts a reply is a dead letter.
    static let mostAttempts = 30

    let core: Core
    /// How each instance sends, by its name.
    let senders: [String: Send]
    /// The instances whose reader may take as long as they like.
    var unhurried: Set<String> = []
    /// How long one send may take. Then it is cancelled, and has a moment to say what became of it.
    var sendLimit = Duration.seconds(60)
    var lastMoment = Duration.seconds(2)

    func run() async throws {
        core.outbox.check()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await poll() }
            group.addTask {
                await withDiscardingTaskGroup { sending in
                    for await work in core.outbox.queue.work {
                        switch work {
                        case .send(let item): sending.addTask { await send(item) }
                        case .check: await check()
                        }
                    }
                }
            }
        }
    }

    /// Looks for replies whose time to be tried again has come. Ends with the bot; what is in hand is still sent.
    private func poll() async {
        while !Task.isCancelled {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pollInterval) }
            } catch { break }
            core.outbox.check()
        }
        core.outbox.queue.finish()
    }

    private func check() async {
        defer { core.outbox.inHand.release() }
        guard !senders.isEmpty else { return }
        do {
            while case let room = min(Self.batch, core.outbox.room()), room > 0 {
                let items = try await core.store.takeReplies(
                    channels: senders.keys.sorted(), limit: room, now: core.now())
                core.outbox.send(items)
                if items.isEmpty { return }
            }
        } catch {
            core.logger.error("waiting replies could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// Sends a reply and then whatever waits behind it in the same chat.
    private func send(_ first: OutboxItem) async {
        defer { core.outbox.done() }
        var item = first
        while let send = senders[item.channel] {
            let outcome: SendOutcome
            do {
                let receipt =
                    if unhurried.contains(item.channel) {
                        try await send(item.reply, item.address)
                    } else {
                        try await withinLimit(send, item)
                    }
                outcome = .sent(platformIDs: receipt.platformIDs)
            } catch {
                outcome = self.outcome(of: error, attempt: item.reply.attempt)
                core.logger.warning(
                    "a reply was not sent",
                    metadata: [
                        "channel": "\(item.channel)", "reply": "\(item.reply.id)", "attempt": "\(item.reply.attempt)",
                        "error": "\(error)",
                    ])
            }
            guard let next = await record(outcome, of: item) else { return }
            item = next
        }
    }

    private func outcome(of error: ChannelError, attempt: Int) -> SendOutcome {
        let recorded = RecordedError(error, detail: nil)
        guard attempt < Self.mostAttempts else { return .dead(recorded) }
        var backoff = Backoff(first: .seconds(1), limit: .seconds(300), attempt: attempt)
        func after(_ delay: Duration) -> TimeInterval { delay / .seconds(1) }
        switch error.retry {
        case .never: return .dead(recorded)
        case .now: return .retry(at: core.now().addingTimeInterval(after(backoff.next())), recorded)
        case .after(let delay): return .retry(at: core.now().addingTimeInterval(after(delay)), recorded)
        case .unknown: return .unknown(retryAt: core.now().addingTimeInterval(30), recorded)
        }
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
                return try await core.store.recordSend(item.reply.id, outcome, now: core.now())
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
                do { try await Task.sleep(for: backoff.next()) } catch { return nil }
            }
        }
    }
}
