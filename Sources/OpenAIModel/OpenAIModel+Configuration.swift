extension OpenAIModel {
    /// Where the model is and how it wants to be asked.
    ///
    /// Only what is set here is sent: every parameter that a request may carry breaks some model or some server. The
    /// defaults suit OpenAI. Azure's `https://RESOURCE.openai.azure.com/openai/v1` is a base URL like any other; its
    /// older paths need `…/openai/deployments/NAME` and an `api-version` in `query`.
    public struct Configuration: Sendable, Hashable {
        /// What comes before `/chat/completions`, version included. Slashes at its end are dropped.
        public var baseURL: String
        /// The model's name, or the deployment's.
        public var model: String
        public var apiKey: String?
        public var keyHeader: KeyHeader
        /// Sent with every call; replaces a header of the driver's own that has the same name.
        public var headers: [String: String]
        /// Added to the address of every call.
        public var query: [String: String]

        public var instructionRole: InstructionRole
        /// At most so many tokens in a reply. Nil: the upstream decides.
        public var tokenLimit: Int?
        public var tokenLimitParameter: TokenLimitParameter
        public var temperature: Double?
        /// Asks for token counts at the end of a stream. A few servers refuse the parameter.
        public var includeUsage: Bool
        /// The model's window in tokens, question and reply together. History is cut to what fits, less `tokenLimit`.
        /// Nil: nothing is cut until the upstream says that it is too long.
        public var contextTokens: Int?

        /// Until a connection stands, TLS included. Refused connections are tried again for as long.
        public var connectTimeout: Duration
        /// From sending the question to the first piece of the answer. Comments that keep the connection do not count.
        public var firstTokenTimeout: Duration
        /// Between one piece of the stream and the next, once the answer has begun.
        public var idleTimeout: Duration

        /// Calls after the first. A shorter question for a model whose window was too small is not counted.
        public var maxRetries: Int
        /// To one host. A call beyond it waits for `connectTimeout`.
        public var maxConnections: Int
        /// In bytes of UTF-8. A longer reply is an error, not a cut reply.
        public var maxReplyBytes: Int

        public init(
            baseURL: String = "https://api.openai.com/v1", model: String, apiKey: String? = nil,
            keyHeader: KeyHeader = .authorization, headers: [String: String] = [:], query: [String: String] = [:],
            instructionRole: InstructionRole = .system, tokenLimit: Int? = nil,
            tokenLimitParameter: TokenLimitParameter = .maxCompletionTokens, temperature: Double? = nil,
            includeUsage: Bool = true, contextTokens: Int? = nil, connectTimeout: Duration = .seconds(5),
            firstTokenTimeout: Duration = .seconds(60), idleTimeout: Duration = .seconds(30), maxRetries: Int = 2,
            maxConnections: Int = 16_384, maxReplyBytes: Int = 4 << 20
        ) {
            self.baseURL = baseURL
            self.model = model
            self.apiKey = apiKey
            self.keyHeader = keyHeader
            self.headers = headers
            self.query = query
            self.instructionRole = instructionRole
            self.tokenLimit = tokenLimit
            self.tokenLimitParameter = tokenLimitParameter
            self.temperature = temperature
            self.includeUsage = includeUsage
            self.contextTokens = contextTokens
            self.connectTimeout = connectTimeout
            self.firstTokenTimeout = firstTokenTimeout
            self.idleTimeout = idleTimeout
            self.maxRetries = maxRetries
            self.maxConnections = maxConnections
            self.maxReplyBytes = maxReplyBytes
        }
    }

    /// The header that carries the key.
    public enum KeyHeader: String, Sendable, Hashable, CaseIterable {
        /// `Authorization: Bearer KEY`
        case authorization
        /// `api-key: KEY`, as Azure wants it.
        case apiKey = "api-key"
    }

    /// The role of the system prompt. OpenAI's newer models have renamed it; most other servers know `system` only.
    public enum InstructionRole: String, Sendable, Hashable, CaseIterable {
        case system, developer
    }

    /// The parameter that carries `tokenLimit`: newer models refuse one of them, some servers ignore the other.
    public enum TokenLimitParameter: String, Sendable, Hashable, CaseIterable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }
}

extension OpenAIModel.Configuration: CustomStringConvertible, CustomReflectable {
    // Neither the key nor a header or query value, which may be one, is ever printed.
    public var description: String { "model \(model) at \(baseURL)" }
    public var customMirror: Mirror { Mirror(self, children: ["model": model, "baseURL": baseURL]) }

    /// How many tokens a question may have.
    var promptBudget: Int? {
        contextTokens.map { max(1, $0 - (tokenLimit ?? 0)) }
    }
}
