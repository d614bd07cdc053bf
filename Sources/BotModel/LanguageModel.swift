/// Whatever writes the bot's answers.
public protocol LanguageModel: Sendable {
    /// Asks for one reply and waits for all of it, within `request.deadline`.
    ///
    /// Text goes to `draft` as it comes. A model may start over, as long as the draft says that nothing has left it.
    /// Every failure is a `ModelError`; a cancelled task ends the call upstream and throws one of code `cancelled`. Reply
    /// and failure say what all the calls have cost that were made for them.
    func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply

    /// Keeps what the model needs alive (a client's connections) until the bot stops. The default only waits.
    func shutdown() async
}

extension LanguageModel {
    public func shutdown() async {}
}

/// One question to a model: what has been said, and until when an answer is of use.
public struct ModelRequest: Sendable {
    /// What the assistant is told before anything else.
    public var system: String?
    /// Oldest first. The last one is the user's message that wants an answer.
    public var messages: [Message]
    /// The same for every attempt at one turn; goes into the upstream's request id for its logs.
    public var turn: String
    public var deadline: ContinuousClock.Instant

    public init(system: String?, messages: [Message], turn: String, deadline: ContinuousClock.Instant) {
        self.system = system
        self.messages = messages
        self.turn = turn
        self.deadline = deadline
    }

    /// One message of a conversation.
    public struct Message: Sendable, Hashable {
        public enum Role: String, Sendable, Hashable {
            case user, assistant
        }

        public var role: Role
        public var content: String

        public init(role: Role, content: String) {
            self.role = role
            self.content = content
        }
    }
}

/// Where a reply is put together while it comes in.
public protocol ReplyDraft: Sendable {
    /// Adds a piece of text.
    func append(_ piece: String)
    /// Throws away what has come so far, to start over. False when some of it has already been shown to somebody: then
    /// nothing is thrown away, and the reply must not be started over.
    func restart() -> Bool
}

/// A whole reply.
public struct ModelReply: Sendable, Hashable {
    public var text: String
    /// Why the model stopped, in the upstream's word (`stop`, `length`, …). Nil where it did not say.
    public var finishReason: String?
    /// Of all the calls that it took.
    public var usage: TokenUsage?
    /// The model that answered, as the upstream names it.
    public var model: String?

    public init(text: String, finishReason: String? = nil, usage: TokenUsage? = nil, model: String? = nil) {
        self.text = text
        self.finishReason = finishReason
        self.usage = usage
        self.model = model
    }
}

/// What was used for a reply, in tokens.
public struct TokenUsage: Sendable, Hashable {
    public var prompt: Int
    public var completion: Int
    /// Part of `prompt` that the upstream had cached.
    public var cached: Int?
    /// Part of `completion` that was spent on reasoning.
    public var reasoning: Int?

    public init(prompt: Int, completion: Int, cached: Int? = nil, reasoning: Int? = nil) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
        self.reasoning = reasoning
    }

    /// What two calls have used together.
    public static func + (one: TokenUsage, other: TokenUsage) -> TokenUsage {
        func sum(_ part: KeyPath<TokenUsage, Int?>) -> Int? {
            guard let first = one[keyPath: part] else { return other[keyPath: part] }
            return first + (other[keyPath: part] ?? 0)
        }
        return TokenUsage(
            prompt: one.prompt + other.prompt, completion: one.completion + other.completion, cached: sum(\.cached),
            reasoning: sum(\.reasoning))
    }
}
