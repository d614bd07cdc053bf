import BotStore
import ChannelKit
import Foundation

@testable import SQLiteStore

/// A folder of one test's own.
final class TestFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String = "bot.sqlite") -> String { url.appendingPathComponent(name).path }

    func open(_ name: String = "bot.sqlite", migrate: Bool = true) async throws(StoreError) -> SQLiteStore {
        try await SQLiteStore.open(at: .file(path(name)), migrate: migrate)
    }
}

extension Intake {
    /// One message to a chat of its sender's own.
    static func message(_ id: String, at chat: String, _ content: String = "hi") -> Intake {
        let message = InboundMessage(
            id: id, sender: .identity(Identity(id: chat)), address: ChatAddress(chat), content: content,
            caller: .collects)
        return Intake(
            channel: "web", channelType: "http", events: [.message(message)],
            policy: ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 40), greeting: "Hello!",
            mayBegin: true, now: Date(timeIntervalSince1970: 1_800_000_000))
    }
}

extension TurnCompletion {
    static func answer(_ turn: Turn, _ text: String = "fine") -> TurnCompletion {
        TurnCompletion(
            turn: turn, end: .answered(text: text, usage: nil), mayBeginNext: true,
            policy: ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 40),
            now: Date(timeIntervalSince1970: 1_800_000_001))
    }
}

extension SQLiteStore {
    /// Accepts one message and returns its turn, begun.
    func begin(_ id: String, at chat: String, _ content: String = "hi") async throws -> Turn {
        guard case .begun(let turn) = try await accept(.message(id, at: chat, content)).first else {
            throw StoreError(.invalid, "the message was not begun")
        }
        return turn
    }
}

/// The code by which the store refused `body`; nil where it did not.
func refusal(_ body: () async throws -> Void) async -> StoreError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? StoreError)?.code
    }
}
