internal import BotStore
internal import ChannelKit

extension ChannelPolicy {
    private enum Overlap: String, CaseIterable { case queue, merge }

    init(from reader: inout SettingsReader) {
        readOverlap(from: &reader)
        readAge(from: &reader)
        turnRetryFor = reader.duration(
            "turn_retry_for", default: turnRetryFor, in: .zero ... .seconds(7 * 86_400),
            help: "how long a failing model is asked again where nobody waits")
        apology = reader.sentence(
            "apology", default: apology ?? "",
            help: "told where nobody waits and there will be no answer; \"\": nothing"
        )
        readCommands(from: &reader)
        readLinking(from: &reader)
        readLimits(from: &reader)
        readAssistant(from: &reader)
    }

    private mutating func readOverlap(from reader: inout SettingsReader) {
        let choice: Overlap = reader.choice(
            "overlap", default: .queue, help: "what becomes of messages that come while one is being answered")
        let window = reader.duration(
            "merge_window", default: .seconds(2), in: .zero ... .seconds(60),
            help: "with overlap: merge, how long a message waits for others to join it")
        switch choice {
        case .merge: overlap = .merge(window: window)
        case .queue where reader.has("merge_window"):
            reader.fault("merge_window", "nothing is merged", hint: "it goes with overlap: merge")
        case .queue: break
        }
    }

    private mutating func readAge(from reader: inout SettingsReader) {
        let range = Duration.seconds(60)...Duration.seconds(365 * 86_400)
        let key = SettingsKey(
            name: "max_age", kind: "duration from 1m to 365d, or off", isRequired: false,
            defaultValue: maxAge.map(DurationText.write), help: "a message that was older when it came is stale")
        maxAge = reader.scalar(key, fallback: maxAge) { text -> Duration?? in
            if text == "off" || text == "false" { return .some(nil) }
            return DurationText.parse(text).flatMap { range.contains($0) ? .some($0) : nil }
        }
        stale = reader.choice("stale", default: stale, help: "what is done with a stale message")
    }

    private mutating func readAssistant(from reader: inout SettingsReader) {
        let key = SettingsKey(
            name: "assistant", kind: "system_prompt and greetings", isRequired: false,
            help: "what differs here from the assistant of the whole bot")
        guard let node = reader.node(key) else { return }
        var nested = SettingsReader(node, name: key.name)
        let prompt = SettingsKey(name: "system_prompt", kind: "text", isRequired: false)
        systemPrompt = nested.scalar(prompt, fallback: nil) { .some($0) }
        let words = nested.texts("greetings", default: [], most: 100)
        greetings = words.isEmpty ? nil : words
        nested.finish()
        reader.absorb(nested)
    }

    private mutating func readLimits(from reader: inout SettingsReader) {
        let key = SettingsKey(
            name: "rate_limit", kind: "user, channel and address, each such as 20/1m, and notice", isRequired: false,
            help: "how often somebody may write; without it nothing is limited")
        guard let node = reader.node(key) else { return }
        var nested = SettingsReader(node, name: key.name)
        limits.user = nested.rate("user")
        limits.channel = nested.rate("channel")
        limits.address = nested.rate("address")
        let notice = nested.sentence("notice", default: "")
        limits.notice = notice
        if notice != nil, limits.user == nil {
            nested.fault("notice", "nobody would be told", hint: "it goes with rate_limit.user")
        }
        nested.finish()
        reader.absorb(nested)
    }
}

extension SettingsReader {
    /// A text for people, of at most 1,000 characters. Nil where it is empty.
    mutating func sentence(_ name: String, default defaultValue: String, help: String = "") -> String? {
        let key = SettingsKey(
            name: name, kind: "text of at most 1000 characters", isRequired: false,
            defaultValue: defaultValue.isEmpty ? nil : defaultValue, help: help)
        let text = scalar(key, fallback: defaultValue) { $0.count <= 1_000 ? $0 : nil }
        return text.isEmpty ? nil : text
    }

    /// How often in which time, such as `20/1m`.
    mutating func rate(_ name: String) -> RateLimit? {
        let key = SettingsKey(
            name: name, kind: "number and time, such as 20/1m, of at most 1000000 and 1d", isRequired: false)
        return scalar(key, fallback: nil) { text -> RateLimit?? in
            let halves = text.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count == 2, halves[0].allSatisfy(\.isASCII), let count = Int(halves[0]),
                (1...1_000_000).contains(count), !halves[0].hasPrefix("+"),
                let window = DurationText.parse(String(halves[1])),
                (Duration.seconds(1)...Duration.seconds(86_400)).contains(window)
            else { return nil }
            return RateLimit(count: count, window: window)
        }
    }
}
