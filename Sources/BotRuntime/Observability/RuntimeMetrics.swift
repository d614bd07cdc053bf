import Synchronization

/// What the bot counts, as Prometheus text.
final class RuntimeMetrics: Sendable {
    private struct State {
        var turns: [String: Int] = [:]
        var turnSeconds = 0.0
    }

    private let state = Mutex(State())

    /// Counts a turn's end: answered (no code) or failed.
    func turnEnded(_ failure: String?, after duration: Duration) {
        state.withLock { state in
            state.turns[failure ?? "answered", default: 0] += 1
            state.turnSeconds += duration / .seconds(1)
        }
    }

    /// The text of `GET /metrics`.
    func text(pending: Int, replies: Int) -> String {
        let (turns, seconds) = state.withLock { ($0.turns, $0.turnSeconds) }
        var lines = ["# HELP bot_turns_total Turns that ended, by outcome.", "# TYPE bot_turns_total counter"]
        for (outcome, count) in turns.sorted(by: { $0.key < $1.key }) {
            lines.append("bot_turns_total{outcome=\"\(outcome)\"} \(count)")
        }
        lines += [
            "# HELP bot_model_seconds_total Time spent waiting for the model.",
            "# TYPE bot_model_seconds_total counter",
            "bot_model_seconds_total \(seconds)",
            "# HELP bot_turns_pending Turns accepted and not over.", "# TYPE bot_turns_pending gauge",
            "bot_turns_pending \(pending)",
            "# HELP bot_replies_in_hand Replies being sent.", "# TYPE bot_replies_in_hand gauge",
            "bot_replies_in_hand \(replies)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
