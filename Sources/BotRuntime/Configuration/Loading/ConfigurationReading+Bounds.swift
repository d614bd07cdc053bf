internal import ChannelKit

/// What is bounded: how much the bot takes on, what users may use, and how long things are kept.
extension ConfigurationReading {
    mutating func readBounds(from reader: inout SettingsReader) {
        let limits = section("limits", in: &reader) { reader in
            (BotConfiguration.Limits(from: &reader), reader.mark(of: "tokens_per_day"), reader.mark(of: "cost_per_day"))
        }
        if let limits {
            configuration.limits = limits.0
            marks.tokens = limits.1
            marks.cost = limits.2
        }
        let expiry = section("retention", in: &reader) { reader in
            (BotConfiguration.Expiry(from: &reader), reader.mark(of: "messages"))
        }
        if let expiry {
            configuration.expiry = expiry.0
            marks.messages = expiry.1
        }
    }

    /// What only several sections together can get wrong.
    mutating func checkBounds() {
        let limits = configuration.limits
        if limits.costPerDay != nil, configuration.model.price == nil {
            found("cost_per_day: there is no price to reckon with", at: marks.cost, hint: "set model.price")
        }
        if limits.tokensPerDay != nil || limits.costPerDay != nil, !configuration.model.includeUsage {
            found(
                "nothing would be counted without model.include_usage",
                at: limits.tokensPerDay == nil ? marks.cost : marks.tokens, hint: "leave it true")
        }
        guard let messages = configuration.expiry.messages else { return }
        if messages < configuration.retention.deduplicateFor {
            found(
                "messages: a message that comes again is answered with what was said", at: marks.messages,
                hint: "at least store.deduplicate_for, \(DurationText.write(configuration.retention.deduplicateFor))")
        }
        if messages <= configuration.conversation.idleTimeout {
            found(
                "messages: shorter than a conversation may go on", at: marks.messages,
                hint: "more than conversation.idle_timeout")
        }
    }

    private mutating func found(_ text: String, at mark: SettingsMark?, hint: String) {
        // Without a mark its section was not read: it is no business of this reading's.
        guard let mark, concerns(mark) else { return }
        faults.append(SettingsFault(text, at: mark, hint: hint))
    }
}

/// Where keys stand that are checked against others.
struct BoundMarks {
    var tokens: SettingsMark?
    var cost: SettingsMark?
    var messages: SettingsMark?
}
