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
        /// What one who waits is told where a person has taken the conversation over.
        public var pausedMessage = "A person has taken over this conversation and will answer you here."

        public init() {}

        init(from reader: inout SettingsReader) {
            idleTimeout = reader.duration(
                "idle_timeout", default: idleTimeout,
                help: "after it the next message opens a new conversation")
            historyLimit = reader.integer(
                "history_limit", default: historyLimit, in: 1...1_000, help: "messages of history sent to the model")
            pausedMessage =
                reader.sentence(
                    "paused_message", default: pausedMessage,
                    help: "what one who waits is told where a person has taken over") ?? pausedMessage
        }
    }

    /// How much the bot takes on at once.
    public struct Limits: Sendable, Hashable {
        /// How many accepted turns may be unanswered before more are refused with 503.
        public var pendingTurns = 20_000
        /// What one user may use a day of UTC, over all channels, questions and answers together. Nil: without limit.
        public var tokensPerDay: Int?
        /// The same by `model.price`.
        public var costPerDay: Double?
        /// What is said instead of an answer when either is spent.
        public var spentMessage = "You have used up your share for today. I will answer again tomorrow."

        public init() {}

        init(from reader: inout SettingsReader) {
            pendingTurns = reader.integer(
                "pending_turns", default: pendingTurns, in: 1...10_000_000,
                help: "accepted turns that may be unanswered before more are refused")
            tokensPerDay = reader.optionalInteger(
                "tokens_per_day", in: 1...1_000_000_000_000, help: "of one user; then spent_message is the answer")
            costPerDay = reader.optionalNumber(
                "cost_per_day", in: 0.000001...1_000_000, help: "of one user, by model.price")
            spentMessage =
                reader.sentence(
                    "spent_message", default: spentMessage, help: "the answer once a user's share of the day is spent")
                ?? spentMessage
        }
    }
}
