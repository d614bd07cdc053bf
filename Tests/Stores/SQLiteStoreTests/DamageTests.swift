import BotStore
import ChannelKit
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("Damaged rows harm nothing but themselves")
struct DamageTests {
    @Test("Who listens to a turn that cannot be begun is told that it has failed")
    func listener() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        var intake = Intake.message("1", at: "chat")
        guard case .message(var message) = intake.events[0] else { return #expect(Bool(false), "a message") }
        message.caller = .listens
        intake.events = [.message(message)]
        intake.mayBegin = false
        _ = try await store.accept(intake)
        try await store.write { transaction in
            try transaction.db.execute(
                sql: "CREATE TRIGGER damage BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'damaged'); END")
        }
        #expect(
            try await store.beginTurns(limit: 10, policy: intake.policy, apologies: [:], now: intake.now).turns.isEmpty)
        #expect(try await store.pendingTurns() == 0)
        let replies = try await store.takeReplies(channels: ["web"], limit: 10, now: intake.now)
        guard case .failure(let error)? = replies.first?.reply.body else {
            return #expect(Bool(false), "the listener is told")
        }
        #expect(error.code == "internal_error")
        await store.close()
    }

    @Test("A reply that cannot be read is a dead letter, and those behind and beside it are sent")
    func reply() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        for (id, chat) in [("1", "alice"), ("2", "alice"), ("1", "bob")] {
            var intake = Intake.message(id, at: chat)
            guard case .message(var message) = intake.events[0] else { return #expect(Bool(false), "a message") }
            message.caller = .absent
            intake.events = [.message(message)]
            guard case .begun(let turn) = try await store.accept(intake).first else {
                return #expect(Bool(false), "a turn that is begun")
            }
            _ = try await store.complete(.answer(turn, "\(chat) \(id)"))
        }
        try await store.write { transaction in
            try transaction.db.execute(
                sql: "UPDATE outbox SET state = 'pending', message_id = iif(id = 1, NULL, message_id)")
        }
        let now = Date(timeIntervalSince1970: 1_800_000_010)
        let taken = try await store.takeReplies(channels: ["web"], limit: 10, now: now)
        #expect(taken.map(\.reply.body) == [.text("bob 1")])
        let behind = try await store.takeReplies(channels: ["web"], limit: 10, now: now)
        #expect(behind.map(\.reply.body) == [.text("alice 2")])
        await store.close()
    }
}
