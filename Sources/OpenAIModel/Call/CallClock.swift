import BotModel

/// The time-outs of one call: what is waited for, and until when.
struct CallClock: Sendable {
    private enum Phase: Sendable {
        case firstToken, betweenTokens
        /// The answer is known; only what may follow it is waited for, briefly.
        case tail
    }

    private let total: ContinuousClock.Instant
    private let idle: Duration
    private var phase = Phase.firstToken
    private(set) var limit: ContinuousClock.Instant

    init(total: ContinuousClock.Instant, firstToken: Duration, idle: Duration) {
        self.total = total
        self.idle = idle
        limit = min(.now + firstToken, total)
    }

    mutating func expect(_ expectation: Answer.Expectation) {
        switch expectation {
        case .same, .nothing: break
        case .token:
            phase = .betweenTokens
            limit = min(.now + idle, total)
        case .tail(let duration):
            phase = .tail
            limit = min(.now + duration, total)
        }
    }

    /// When to look at the clock next. Never further ahead than the shortest usual wait: then renewing a wait moves no
    /// timer.
    var nextLook: ContinuousClock.Instant { min(limit, .now + idle) }

    /// What has run out, once `limit` has passed.
    func fault(partial: String) -> Fault {
        if limit >= total {
            return Fault(.timedOut, phase: .total, partial: partial, detail: "the deadline has passed")
        }
        return switch phase {
        case .firstToken:
            Fault(
                .timedOut, .again(after: nil), phase: .firstToken, partial: partial,
                detail: "no answer was begun in time")
        case .betweenTokens, .tail:
            Fault(
                .timedOut, .again(after: nil), phase: .betweenTokens, partial: partial, detail: "the stream stood still"
            )
        }
    }
}
