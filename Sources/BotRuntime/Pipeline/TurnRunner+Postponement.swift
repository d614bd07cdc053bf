import BotModel
import BotStore
import ChannelKit
import Logging

import struct Foundation.Date

/// Turns for which nobody waits, while the model fails: they are asked again later, their lane held.
extension TurnRunner {
    /// The first pause is of this length at most, and each is about twice the one before.
    static let firstPause = Duration.seconds(2)
    static let longestPause = Duration.seconds(300)
    /// Where the model's quota is spent, at least.
    static let quotaPause = Duration.seconds(60)

    /// When a turn is to be asked again, or nil where that is of no use, or its time is over.
    func nextAttempt(at turn: Turn, after error: ModelError) -> Date? {
        guard turn.caller == .absent, error.code.mayPass else { return nil }
        let policy = channels[turn.channel]?.policy ?? ChannelPolicy()
        let limit = turn.acceptedAt.addingTimeInterval(policy.turnRetryFor / .seconds(1))
        guard core.now() < limit else { return nil }
        var backoff = Backoff(first: Self.firstPause, limit: Self.longestPause, attempt: turn.attempt)
        var pause = backoff.next()
        // Whoever was told the same time does not come back in the same instant.
        // The driver never asks again where the quota is spent. A turn for which nobody waits does, for somebody may pay
        // within its time, but seldom: an outage loses nobody, and nobody is pestered.
        if error.code == .quota { pause = max(pause, Self.quotaPause * Double.random(in: 1...1.1)) }
        if let asked = error.retryAfter { pause = max(pause, asked * Double.random(in: 1...1.1)) }
        // The last attempt is made when the time is over: not some minutes before, and also where the model names a later
        // time, which may have been too careful.
        return min(core.time(after: pause), limit)
    }

    /// Puts the turn back at the head of its lane. False: the store does not take that, and the turn is to be ended.
    func postpone(_ begun: BegunTurn, until time: Date, after error: ModelError) async -> Bool {
        let turn = begun.turn
        let recorded = RecordedError(ChannelError(model: error), detail: error.fullDescription)
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                try await core.store.postpone(
                    turn.id, until: time, error: recorded, used: TurnCompletion.Usage(error), now: core.now())
                // It still counts among what is pending. Nobody waits for it here, as a rule.
                core.board.finish(
                    turn.id, begun.live,
                    .failed(TurnFailure(error: ChannelError(model: error), recorded: true)), isLasting: false)
                return true
            } catch  where error.code == .fenced || error.isLasting {
                return false
            } catch {
                core.logger.error("a turn could not be put off", metadata: turn.metadata(["error": "\(error)"]))
                do { try await core.sleep(backoff.next()) } catch { return true }
            }
        }
    }
}

extension ModelError.Code {
    /// Whether the same question may be answered later: the model may come back, and what is wrong with its settings or
    /// its account can be mended.
    var mayPass: Bool {
        switch self {
        case .badKey, .notFound, .rateLimited, .quota, .overloaded, .malformed, .cutOff, .unreachable, .failed,
            .timedOut:
            true
        case .rejected, .contextTooLong, .filtered, .refused, .cancelled: false
        }
    }
}
