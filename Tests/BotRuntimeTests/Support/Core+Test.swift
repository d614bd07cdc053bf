import BotModel
import BotStore
import ChannelKit
import Foundation
import Logging

@testable import BotRuntime

extension Core {
    /// A core around a store of a test's own, with a model that is never slow.
    static func test(
        _ store: any Store, model: any LanguageModel = EchoModel(), modelTimeout: Duration = .seconds(60),
        pendingLimit: Int = 100, clock: TestClock? = nil
    ) -> Core {
        Core(
            store: store, model: model,
            policy: TurnPolicy(
                systemPrompt: nil, greetings: ["Hello!"],
                conversation: ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 10),
                modelTimeout: modelTimeout),
            pendingLimit: pendingLimit, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { clock?.now ?? Date() },
            sleep: { duration in
                if let clock { try await clock.sleep(duration) } else { try await Task.sleep(for: duration) }
            })
    }

    /// Accepts a message as a channel's loop does, counted.
    @discardableResult
    func accept(
        _ content: String, id: String, at chat: ChatAddress = "alice", caller: Caller = .collects
    ) async throws -> IntakeOutcome? {
        _ = capacity.reserve(1)
        let message = InboundMessage(
            id: id, sender: .identity(Identity(id: chat.rawValue)), address: chat, content: content, caller: caller)
        defer { capacity.settle(1, keeping: 1) }
        return try await store.accept(
            Intake(
                channel: "web", channelType: "test", events: [.message(message)], policy: policy.conversation,
                greeting: "Hello!", mayBegin: true, now: now())
        ).first
    }

    /// The same for a message whose lane is free.
    func begin(
        _ content: String, id: String, at chat: ChatAddress = "alice", caller: Caller = .collects
    ) async throws -> BegunTurn {
        guard case .begun(let turn) = try await accept(content, id: id, at: chat, caller: caller) else {
            throw StoreError(.invalid, "the message was not begun")
        }
        return begin(turn)
    }
}
