import BotRuntime
import ChannelKit
import OpenAIModel

extension OpenAIModel.Configuration {
    /// The driver's settings from what the YAML says.
    init(_ model: BotConfiguration.Model) {
        self.init(
            baseURL: model.baseURL, model: model.name, apiKey: model.apiKey?.value,
            keyHeader: model.keyHeader == .bearer ? .authorization : .apiKey,
            headers: model.headers.mapValues(\.value), query: model.query.mapValues(\.value),
            instructionRole: model.instructionRole == .system ? .system : .developer,
            tokenLimit: model.maxTokens,
            tokenLimitParameter: model.maxTokensParameter == .maxTokens ? .maxTokens : .maxCompletionTokens,
            temperature: model.temperature, includeUsage: model.includeUsage, contextTokens: model.contextTokens,
            connectTimeout: model.connectTimeout, firstTokenTimeout: model.firstTokenTimeout ?? model.timeout,
            idleTimeout: model.idleTimeout, maxRetries: model.maxRetries)
    }
}
