import BotHarness
import BotStore
import ChannelKit
import Foundation
import SQLiteStore

/// A database with one row of each kind that operators look after, as a bot leaves it.
enum Rows {
    struct IDs: Sendable {
        var answered = ""
        var failed = ""
        var queued = ""
        var dead = ""
        var pending = ""
    }

    /// With what a stranger may write to whoever looks.
    static let question = "what now\u{1b}[2J?\nplease"

    static func prepared(_ body: (BotProcess.Home, IDs) async throws -> Void) async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        _ = try home.write(Bots.configuration(home: home))
        try await body(home, try await fill(home.database))
    }

    private static let policy = ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 10)
    /// 2026-01-01.
    private static let now = Date(timeIntervalSince1970: 1_767_225_600)

    private static func fill(_ path: String) async throws -> IDs {
        let store = try await SQLiteStore.open(at: .file(path), migrate: true)
        var ids = IDs()
        for (message, chat) in [("first", "+15550001"), ("second", "+15550002")] {
            let turn = try await begin(message, "hi", at: chat, in: store)
            let completed = try await end(turn, .answered(text: "an answer", usage: nil), in: store)
            guard let reply = completed.replies.first?.reply.id else { throw Missing() }
            if chat == "+15550001" {
                ids.answered = turn.id.description
                ids.dead = reply.description
                let fault = RecordedError(code: "timeout", kind: "timeout", message: "No answer came.")
                _ = try await store.recordSend(reply, .unknown(retryAt: now, fault), now: now)
                _ = try await store.takeReplies(channels: ["support"], limit: 1, now: now)
                let closed = RecordedError(code: "window_closed", kind: "refused", message: "It is too late.")
                _ = try await store.recordSend(reply, .dead(closed), now: now)
            } else {
                ids.pending = reply.description
                let busy = RecordedError(code: "busy", kind: "overloaded", message: "Later.")
                let later = now.addingTimeInterval(3600)
                _ = try await store.recordSend(reply, .retry(at: later, busy, counts: true), now: now)
            }
        }
        let failing = try await begin("third", question, at: "+15550003", in: store)
        let fault = RecordedError(
            code: "model_failed", kind: "upstreamFailed", message: "The model failed.", detail: "status 500")
        _ = try await end(failing, .failed(fault, partial: nil), in: store)
        ids.failed = failing.id.description
        guard case .queued(let queued) = try await accept("fourth", "hi", at: "+15550004", mayBegin: false, in: store)
        else { throw Missing() }
        ids.queued = queued.description
        await store.close()
        return ids
    }

    private static func accept(
        _ id: String, _ content: String, at chat: String, mayBegin: Bool, in store: SQLiteStore
    ) async throws -> IntakeOutcome? {
        let message = InboundMessage(
            id: id, sender: .identity(Identity(id: chat)), address: ChatAddress(chat), content: content,
            caller: .absent)
        return try await store.accept(
            Intake(
                channel: "support", channelType: "whatsapp", events: [.message(message)], policy: policy,
                greeting: "Hello!", mayBegin: mayBegin, now: now)
        ).first
    }

    private static func begin(
        _ id: String, _ content: String, at chat: String, in store: SQLiteStore
    ) async throws -> Turn {
        guard case .begun(let turn) = try await accept(id, content, at: chat, mayBegin: true, in: store) else {
            throw Missing()
        }
        return turn
    }

    private static func end(
        _ turn: Turn, _ end: TurnCompletion.End, in store: SQLiteStore
    ) async throws -> CompletedTurn {
        try await store.complete(
            TurnCompletion(turn: turn, end: end, mayBeginNext: true, policy: policy, now: now))
    }

    private struct Missing: Error {}
}
