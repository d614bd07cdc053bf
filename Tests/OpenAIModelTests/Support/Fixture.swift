import BotModel
import FakeOpenAI
import Logging
import Synchronization

@testable import OpenAIModel

/// A fake upstream and a model that asks it, for one test.
struct Fixture: Sendable {
    let fake: FakeOpenAI
    let model: OpenAIModel
    /// The pauses between calls, which take no time here.
    let pauses: Pauses

    final class Pauses: Sendable {
        private let all = Mutex<[Duration]>([])
        var list: [Duration] { all.withLock { $0 } }
        func add(_ duration: Duration) { all.withLock { $0.append(duration) } }
    }

    static func with<Result: Sendable>(
        _ script: [FakeOpenAI.Behaviour] = [], logger: Logger = .quiet,
        _ change: (inout OpenAIModel.Configuration) -> Void = { _ in },
        _ body: (Fixture) async throws -> Result
    ) async throws -> Result {
        let fake = try await FakeOpenAI.start()
        fake.script(script)
        var configuration = OpenAIModel.Configuration(
            baseURL: fake.baseURL, model: "test-model", apiKey: "sk-test-secret")
        change(&configuration)
        let pauses = Pauses()
        let model = OpenAIModel(
            configuration, logger: logger, pause: Pause(sleep: { pauses.add($0) }, random: { 0 }))
        do {
            let result = try await body(Fixture(fake: fake, model: model, pauses: pauses))
            await model.shutdown()
            try await fake.stop()
            return result
        } catch {
            await model.shutdown()
            try await fake.stop()
            throw error
        }
    }

    func ask(
        _ question: String = "Hello?", draft: RecordingDraft = RecordingDraft(), within time: Duration = .seconds(60)
    ) async throws -> ModelReply {
        try await model.reply(to: .question(question, within: time), draft: draft)
    }

    /// The failure of a question that must fail.
    func failure(
        draft: RecordingDraft = RecordingDraft(), within time: Duration = .seconds(60)
    ) async -> ModelError? {
        do throws(ModelError) {
            _ = try await model.reply(to: .question("Hello?", within: time), draft: draft)
            return nil
        } catch {
            return error
        }
    }
}

extension ModelRequest {
    static func question(_ text: String, within time: Duration = .seconds(60)) -> ModelRequest {
        ModelRequest(
            system: nil, messages: [Message(role: .user, content: text)], turn: "turn-1", deadline: .now + time)
    }

    /// A conversation of turns of a question and an answer each, and a last question.
    static func conversation(turns: Int, length: Int = 300) -> ModelRequest {
        var messages: [Message] = []
        for turn in 0..<turns {
            messages.append(Message(role: .user, content: "question \(turn) " + String(repeating: "x", count: length)))
            messages.append(
                Message(role: .assistant, content: "answer \(turn) " + String(repeating: "y", count: length)))
        }
        messages.append(Message(role: .user, content: "the last question"))
        return ModelRequest(system: "Be brief.", messages: messages, turn: "turn-1", deadline: .now + .seconds(60))
    }
}

extension Logger {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
