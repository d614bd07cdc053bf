internal import ChannelKit

extension BotConfiguration {
    /// What the assistant is told, and what it says first.
    public struct Assistant: Sendable, Hashable {
        /// Nil where the file has an empty text: then the model is told nothing.
        public var systemPrompt: String? = "You are a helpful assistant."
        /// One is chosen when a conversation is opened with no message. At least one, none empty.
        public var greetings = ["Hello! How can I help you today?"]

        public init() {}

        init(from reader: inout SettingsReader) {
            let key = SettingsKey(
                name: "system_prompt", kind: "text", isRequired: false, defaultValue: systemPrompt,
                help: "\"\" tells the model nothing")
            systemPrompt = reader.scalar(key, fallback: systemPrompt) { text -> String?? in
                text.isEmpty ? .some(nil) : text
            }
            greetings = reader.texts(
                "greetings", default: greetings, most: 100,
                help: "one is chosen when a conversation is opened with no message")
        }
    }

    /// How long a conversation goes on, and how much of it the model sees.
    public struct Conversation: Sendable, Hashable {
        /// After it the conversation is finished, and the next message opens a new one.
        public var idleTimeout = Duration.seconds(12 * 3_600)
        /// Messages of history sent to the model.
        public var historyLimit = 40

        public init() {}

        init(from reader: inout SettingsReader) {
            idleTimeout = reader.duration(
                "idle_timeout", default: idleTimeout,
                help: "after it the next message opens a new conversation")
            historyLimit = reader.integer(
                "history_limit", default: historyLimit, in: 1...1_000, help: "messages of history sent to the model")
        }
    }

    /// How much the bot takes on at once.
    public struct Limits: Sendable, Hashable {
        /// How many accepted turns may be unanswered before more are refused with 503.
        public var pendingTurns = 20_000

        public init() {}

        init(from reader: inout SettingsReader) {
            pendingTurns = reader.integer(
                "pending_turns", default: pendingTurns, in: 1...10_000_000,
                help: "accepted turns that may be unanswered before more are refused")
        }
    }
}
