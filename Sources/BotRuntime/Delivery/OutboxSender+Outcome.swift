import BotStore
import ChannelKit
import Logging
import Tracing

import struct Foundation.Date

/// What became of a send, and what is to be done about it.
extension OutboxSender {
    /// After so many attempts of its own a reply is a dead letter: with the pauses between them, after an hour or two.
    static let mostAttempts = 30
    /// So many attempts of unknown outcome are made: each may have shown the reply to its reader.
    static let mostUncertain = 5
    /// How long a send of unknown outcome waits where no platform reports on it.
    static let uncertainPause = Duration.seconds(5)

    func attempt(_ item: OutboxItem, by channel: HostedChannel) async -> SendOutcome {
        guard core.traces.isOn else { return await attemptOnce(item, by: channel) }
        let origin = core.replyOrigins.take(item.reply.id)
        let attributes = [
            "bot.channel": item.channel, "bot.reply": "\(item.reply.id)", "bot.attempt": "\(item.reply.attempt)",
        ]
        let outcome = await core.traces.span("send", of: .producer, in: origin?.trace, attributes) { span in
            let outcome = await attemptOnce(item, by: channel)
            span.attributes["bot.outcome"] = outcome.word
            if case .sent = outcome {} else { span.fail(outcome.word) }
            return outcome
        }
        switch outcome {
        case .sent, .dead: break
        case .retry, .fallback, .unknown: if let origin { core.replyOrigins.put(origin, for: item.reply.id) }
        }
        return outcome
    }

    private func attemptOnce(_ taken: OutboxItem, by channel: HostedChannel) async -> SendOutcome {
        var item = taken
        if case .failure(let error) = item.reply.body, error.code == .paused {
            item.reply.body = .failure(.paused(core.policy.pausedMessage))
        }
        let entry = gates.enter(item.channel, at: core.now())
        if case .closed(let until, let reason) = entry {
            return .retry(at: until, RecordedError(reason, detail: nil), counts: false)
        }
        let start = ContinuousClock.now
        defer { core.metrics.took(.send, .now - start, channel: item.channel) }
        do {
            CrashPoint.reach(.sendBegun)
            let receipt =
                try await channel.sendsUnhurried
                ? channel.send(item.reply, item.address) : withinLimit(channel.send, item)
            CrashPoint.reach(.sent)
            if entry == .probe { opened(item.channel) }
            return .sent(platformIDs: receipt.platformIDs)
        } catch {
            core.logger.warning(
                "a reply was not sent",
                metadata: [
                    "channel": "\(item.channel)", "reply": "\(item.reply.id)", "attempt": "\(item.reply.attempt)",
                    "error": "\(error)",
                ])
            return outcome(of: error, item, channel, isProbe: entry == .probe)
        }
    }

    private func outcome(
        of error: ChannelError, _ item: OutboxItem, _ channel: HostedChannel, isProbe: Bool
    ) -> SendOutcome {
        let recorded = RecordedError(error, detail: nil)
        if let pause = pause(ofInstanceAfter: error) {
            return .retry(at: hold(item.channel, after: error, pause), recorded, counts: false)
        }
        if isProbe, error.retry == .unknown {
            // It says nothing about the obstacle.
            _ = gates.close(item.channel, because: error, at: core.now()) { _ in Self.uncertainPause }
        } else if isProbe {
            opened(item.channel)
        }
        let isLast = item.attempt >= Self.mostAttempts
        var backoff = Backoff(first: .seconds(1), limit: .seconds(300), attempt: item.attempt)
        switch error.retry {
        case .never: return .dead(recorded)
        case .fallback: return item.reply.usesFallback ? .dead(recorded) : .fallback(recorded)
        case .now:
            return isLast ? .dead(recorded) : .retry(at: core.time(after: backoff.next()), recorded, counts: true)
        case .after(let delay):
            let time = core.time(after: delay * Double.random(in: 1...1.1))
            return isLast ? .dead(recorded) : .retry(at: time, recorded, counts: true)
        case .unknown:
            guard !isLast, item.uncertain + 1 < Self.mostUncertain else { return .dead(recorded) }
            return .unknown(retryAt: core.time(after: wait(afterUncertain: item.uncertain + 1, channel)), recorded)
        }
    }

    /// The first time as long as a report may take; then four times as long each time, so that a platform may be out of
    /// order for more than half an hour before a reply is given up.
    private func wait(afterUncertain count: Int, _ channel: HostedChannel) -> Duration {
        let first = channel.reconcileAfter ?? Self.uncertainPause
        return min(first * (1 << (2 * (count - 1))), .seconds(7_200))
    }

    /// How long the whole instance has to wait after the error, given how often in a row it had to. Nil: the error is
    /// about one reply.
    private func pause(ofInstanceAfter error: ChannelError) -> ((Int) -> Duration)? {
        guard error.scope == .instance else { return nil }
        switch error.retry {
        case .after(let delay): return { closings in max(delay, Self.wait(afterClosings: closings)) }
        case .never where !error.isRejection: return nil
        case .now, .never:
            return { closings in
                var backoff = Backoff(first: .seconds(5), limit: .seconds(300), attempt: closings)
                return backoff.next()
            }
        case .unknown, .fallback: return nil
        }
    }

    /// A limit is kept up by those who come back too soon, and each reply's own attempt says nothing about it: four times
    /// as long each time, from one second to five minutes, and up to a quarter more.
    private static func wait(afterClosings closings: Int) -> Duration {
        let seconds = Duration.seconds(1 << (2 * min(max(0, closings - 1), 5)))
        return min(seconds * Double.random(in: 1...1.25), .seconds(300))
    }

    /// A platform that had taken a reply refuses it afterwards, for a reason that concerns all others too.
    func hold(_ instance: String, afterReported error: ChannelError) {
        guard let pause = pause(ofInstanceAfter: error) else { return }
        core.logger.warning(
            "a reply was refused after it was taken", metadata: ["channel": "\(instance)", "error": "\(error)"])
        _ = hold(instance, after: error, pause)
    }

    /// Nothing more is sent by the instance until the time that is returned.
    private func hold(_ instance: String, after error: ChannelError, _ pause: (Int) -> Duration) -> Date {
        let time = gates.close(instance, because: error, at: core.now(), pause: pause)
        // Another error is no sign that the bot is let in again: only a reply that gets through is.
        if error.isRejection { health.setObstacle(instance, "\(error.code): \(error.message)") }
        return time
    }

    /// The instance was made anew: whatever kept the one before it from sending, it may try.
    func reopen(_ instance: String) {
        _ = gates.open(instance)
        health.setObstacle(instance, nil)
        core.outbox.check()
    }

    /// A reply got through where the instance had to wait.
    private func opened(_ instance: String) {
        guard gates.open(instance) else { return }
        health.setObstacle(instance, nil)
        core.logger.notice("a channel sends again", metadata: ["channel": "\(instance)"])
        core.outbox.check()
    }
}

extension ChannelError {
    /// The platform does not let the bot in: an operator has to act.
    fileprivate var isRejection: Bool { kind == .unauthenticated || kind == .forbidden }
}
