import BotHarness
import Foundation

/// Bots for tests: the real program on free ports, in a folder of its own.
enum Bots {
    static let apiKey = "test-api-key-4f1c"
    static let jwtKey = "a-jwt-key-for-tests-of-at-least-32-bytes"

    /// A configuration with a REST channel and, where there is a model's address, that model.
    static func configuration(
        home: BotProcess.Home, model: String? = nil, extra: String = "", modelTimeout: String = "60s",
        historyLimit: Int = 40, idleTimeout: String = "12h"
    ) -> String {
        let provider =
            model.map { "provider: openai, base_url: \"\($0)\", api_key: sk-secret-of-the-model, name: fake-1" }
            ?? "provider: echo"
        return """
            server: { port: 0, shutdown_timeout: 20s, header_timeout: 60s }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { \(provider), timeout: \(modelTimeout) }
            assistant:
              system_prompt: You are a test.
              greetings: ["Hello! How can I help you today?"]
            conversation: { idle_timeout: \(idleTimeout), history_limit: \(historyLimit) }
            channels:
              web: { type: http, api_key: \(apiKey), jwt_key: \(jwtKey) }
            \(extra)
            """
    }

    /// Runs a bot until `body` is done, then stops it and removes what it left.
    static func running<Value>(
        model: String? = nil, extra: String = "", modelTimeout: String = "60s", historyLimit: Int = 40,
        idleTimeout: String = "12h", _ body: (Caller, BotProcess, BotProcess.Home) async throws -> Value
    ) async throws -> Value {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let configuration = configuration(
            home: home, model: model, extra: extra, modelTimeout: modelTimeout, historyLimit: historyLimit,
            idleTimeout: idleTimeout)
        let file = try home.write(configuration)
        let bot = try BotProcess(["run", "--config", file], folder: home.folder)
        do {
            let value = try await body(Caller(try await bot.address()), bot, home)
            await bot.terminate()
            return value
        } catch {
            await bot.kill()
            throw error
        }
    }

    /// What a command left that ran to its end.
    struct Ended: Sendable {
        var status: BotProcess.Status
        var output: String
        var log: String
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil, input: String = ""
    ) async throws -> Ended {
        let process = try BotProcess(arguments, environment: environment, folder: folder)
        if !input.isEmpty { try process.write(input) }
        try process.closeInput()
        let output = await process.standardOutput.end().joined(separator: "\n")
        let log = await process.log.end().joined(separator: "\n")
        return Ended(status: await process.status(), output: output, log: log)
    }
}
