import BotStore
import ChannelKit

import struct Foundation.Date

extension ChannelPolicy {
    /// What is to be done with an event's message, decided before it is recorded.
    func plan(for event: InboundEvent, now: Date) -> TurnPlan {
        guard case .message(let message) = event else { return .answer }
        if case .skip(let rule) = message.handling { return .skip(rule: rule) }
        let isStale = stale == .skip && isStale(message, now: now)
        if case .say(let text) = message.handling { return isStale ? .skip(rule: "stale") : .say(text) }
        if let attempt = link(in: message.content) { return isStale ? .skip(rule: "stale") : .link(attempt) }
        switch command(in: message.content) {
        // Who asked to be left alone is, however late the word comes; only the answer to it is too late.
        case .some(let command) where !isStale || command != .reset:
            return .command(command, text: isStale ? "" : commandReplies[command] ?? "")
        default: return isStale ? .skip(rule: "stale") : .answer
        }
    }

    private func isStale(_ message: InboundMessage, now: Date) -> Bool {
        guard let maxAge, let sentAt = message.sentAt else { return false }
        return now.timeIntervalSince(sentAt) > maxAge / .seconds(1)
    }
}
