import BotModel
import LenientJSON

/// One chunk of a streamed completion, or a whole one: whatever of it is there.
struct CompletionChunk: Sendable, Equatable {
    var content = ""
    var refusal = ""
    /// Whether the model has begun to answer, if only with thoughts that are not shown.
    var isBegun = false
    var callsTool = false
    var finishReason: String?
    var usage: TokenUsage?
    var model: String?

    init(_ json: JSONValue) {
        model = json["model"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        usage = json["usage"].flatMap(TokenUsage.init(json:))
        for choice in json["choices"]?.elements ?? [] where (choice["index"]?.integer ?? 0) == 0 {
            take(choice)
        }
    }

    private mutating func take(_ choice: JSONValue) {
        finishReason = choice["finish_reason"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? finishReason
        guard let delta = choice["delta"] ?? choice["message"] else {
            content += choice["text"]?.text ?? ""
            isBegun = isBegun || !content.isEmpty
            return
        }
        content += delta["content"].map(Self.text) ?? ""
        refusal += delta["refusal"]?.text ?? ""
        callsTool = callsTool || delta["tool_calls"]?.elements.isEmpty == false || delta["function_call"] != nil
        let thought = delta["reasoning_content"]?.text ?? delta["reasoning"]?.text ?? ""
        isBegun = isBegun || callsTool || !content.isEmpty || !refusal.isEmpty || !thought.isEmpty
    }

    /// A string, or the text of a list of parts.
    private static func text(of content: JSONValue) -> String {
        content.text ?? content.elements.compactMap { $0["text"]?.text }.joined()
    }
}

extension TokenUsage {
    /// More than any call has. What all the calls of a turn come to still fits 32 bits.
    private static let most = 100_000_000

    init?(json: JSONValue) {
        func count(_ value: JSONValue?) -> Int? {
            value?.integer.flatMap { (0...Self.most).contains($0) ? $0 : nil }
        }
        guard let prompt = count(json["prompt_tokens"]), let completion = count(json["completion_tokens"]) else {
            return nil
        }
        self.init(
            prompt: prompt, completion: completion, cached: count(json["prompt_tokens_details"]?["cached_tokens"]),
            reasoning: count(json["completion_tokens_details"]?["reasoning_tokens"]))
    }
}
