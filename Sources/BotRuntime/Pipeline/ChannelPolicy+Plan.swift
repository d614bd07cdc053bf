import BotStore
import ChannelKit

import struct Foundation.Date

extension ChannelPolicy {
    /// What is to be done with an event's message, decided before it is recorded.
    func plan(for event: InboundEvent, now: Date) -> TurnPlan {
        guard case .message(let message) = event else { return .answer }
        if case .skip(let rule) = message.handling { return .skip(rule: rule) }
        if stale == .skip, isStale(message, now: now) { return .skip(rule: "stale") }
        if case .say(let text) = message.handling { return .say(text) }
        if let command = command(in: message.content) {
            return .command(command, text: commandReplies[command] ?? "")
        }
        return .answer
    }

    private func isStale(_ message: InboundMessage, now: Date) -> Bool {
        guard let maxAge, let sentAt = message.sentAt else { return false }
        return now.timeIntervalSince(sentAt) > maxAge / .seconds(1)
    }
}
