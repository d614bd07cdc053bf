public import BotStore
public import ChannelKit

extension BotConfiguration {
    /// Whatever writes the bot's answers.
    public struct Model: Sendable, Hashable {
        public enum Provider: String, Sendable, Hashable, CaseIterable { case openai, echo }
        public enum InstructionRole: String, Sendable, Hashable, CaseIterable { case system, developer }
        public enum MaxTokensParameter: String, Sendable, Hashable, CaseIterable {
            case maxTokens = "max_tokens"
            case maxCompletionTokens = "max_completion_tokens"
        }
        public enum KeyHeader: String, Sendable, Hashable, CaseIterable {
            /// `Authorization: Bearer …`
            case bearer
            /// `api-key: …`, as Azure has it.
            case apiKey = "api-key"
        }

        public var provider = Provider.openai
        /// Without a trailing slash; `/chat/completions` is appended.
        public var baseURL = openAIAddress
        /// Nil for a server that asks for none.
        public var apiKey: Secret?
        /// Empty only where the provider needs none.
        public var name = ""
        /// From asking to the end of the reply, retries included.
        public var timeout = Duration.seconds(60)
        public var connectTimeout = Duration.seconds(5)
        /// From sending the request to the first token. Nil: as long as `timeout` allows.
        public var firstTokenTimeout: Duration?
        /// Between two tokens.
        public var idleTimeout = Duration.seconds(30)
        /// Attempts after the first.
        public var maxRetries = 2
        public var instructionRole = InstructionRole.system
        /// Nil sends no limit.
        public var maxTokens: Int?
        public var maxTokensParameter = MaxTokensParameter.maxCompletionTokens
        /// Nil sends none: some models refuse it.
        public var temperature: Double?
        public var keyHeader = KeyHeader.bearer
        /// Sent with every request.
        public var headers: [String: Secret] = [:]
        /// Appended to every request's address.
        public var query: [String: Secret] = [:]
        /// Whether token usage is asked for; some servers refuse the parameter.
        public var includeUsage = true
        /// How many tokens the model can take. Nil where it is not known.
        public var contextTokens: Int?
        /// What a million tokens cost. Nil where nobody reckons.
        public var price: TokenPrice?

        public init() {}

        public static let openAIAddress = "https://api.openai.com/v1"
    }
}

extension BotConfiguration.Model {
    init(from reader: inout SettingsReader) {
        provider = reader.choice("provider", default: provider, help: "echo is offline and repeats the user")
        let before = reader.faults.count
        baseURL = reader.url("base_url", default: baseURL, help: "any OpenAI-compatible server")
        let isAddressGood = reader.faults.count == before
        apiKey = reader.optionalSecret("api_key", help: "local servers may go without one")
        if provider == .openai {
            name = reader.text("name", help: "the model to ask for, or provider: echo")
        } else {
            name = reader.optionalText("name") ?? ""
        }
        readTimes(from: &reader)
        readParameters(from: &reader)
        if provider == .openai, isAddressGood, baseURL == Self.openAIAddress, !reader.has("api_key") {
            reader.fault(
                "missing required key api_key", at: reader.mark(of: "base_url"), hint: "this address asks for one")
        }
    }

    private mutating func readTimes(from reader: inout SettingsReader) {
        let range = Duration.milliseconds(1)...Duration.seconds(86_400)
        timeout = reader.duration(
            "timeout", default: timeout, in: range, help: "from asking to the end of the reply, retries included")
        connectTimeout = reader.duration("connect_timeout", default: connectTimeout, in: range)
        firstTokenTimeout = reader.optionalDuration(
            "first_token_timeout", in: range, help: "as long as timeout where it is left out")
        idleTimeout = reader.duration("idle_timeout", default: idleTimeout, in: range, help: "between two tokens")
        maxRetries = reader.integer("max_retries", default: maxRetries, in: 0...10)
    }

    private mutating func readParameters(from reader: inout SettingsReader) {
        instructionRole = reader.choice("instruction_role", default: instructionRole)
        maxTokens = reader.optionalInteger("max_tokens", in: 1...100_000_000, help: "no limit is sent without it")
        maxTokensParameter = reader.choice("max_tokens_parameter", default: maxTokensParameter)
        temperature = reader.optionalNumber("temperature", in: 0...2, help: "none is sent without it")
        keyHeader = reader.choice("key_header", default: keyHeader, help: "api-key is Azure's")
        headers = reader.secretTable("headers", kind: "up to 32 header names with texts", isName: Self.isHeaderName)
        query = reader.secretTable("query", kind: "up to 32 query names with texts") {
            (1...256).contains($0.utf8.count)
        }
        includeUsage = reader.flag("include_usage", default: includeUsage)
        contextTokens = reader.optionalInteger(
            "context_tokens", in: 256...100_000_000, help: "how much the model can take, where that is known")
        readPrice(from: &reader)
    }

    private mutating func readPrice(from reader: inout SettingsReader) {
        let key = SettingsKey(
            name: "price", kind: "input and output", isRequired: false, help: "of a million tokens, for bot usage")
        guard let node = reader.node(key) else { return }
        var nested = SettingsReader(node, name: key.name)
        let input = nested.optionalNumber("input", in: 0...1_000_000)
        let output = nested.optionalNumber("output", in: 0...1_000_000)
        nested.finish()
        if nested.faults.isEmpty {
            if let input, let output {
                price = TokenPrice(input: input, output: output)
            } else {
                reader.fault("price", "input and output are both needed")
            }
        }
        reader.absorb(nested)
    }

    /// A token as RFC 9110 has it.
    private static func isHeaderName(_ name: String) -> Bool {
        (1...256).contains(name.utf8.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$%&'*+-.^_`|~".contains($0)) }
    }
}
