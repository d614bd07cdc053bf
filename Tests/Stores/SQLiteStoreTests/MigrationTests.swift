import BotStore
import ChannelKit
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("A store of an earlier version is upgraded with what is in it")
struct MigrationTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let policy = ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 40)

    /// A file as version 1 left it: an answered and a waiting message, a reply that was sent and one that waits.
    private func versionOne(in folder: TestFolder) throws {
        let database = try DatabaseQueue(path: folder.path())
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 first tables", migrate: Migration0001.run)
        try migrator.migrate(database)
        try database.write { db in
            let time = Timestamp.text(now)
            try db.execute(
                sql: """
                    INSERT INTO users (id, name, origin, created_at) VALUES (7, 'Ada', 'http', :time);
                    INSERT INTO identities VALUES ('web', '', 'alice', 7, :time);
                    INSERT INTO conversations (id, user_id, channel, key, created_at, last_updated)
                        VALUES (5, 7, 'web', 'a:alice', :time, :time);
                    INSERT INTO messages (id, conversation_id, role, content, created_at)
                        VALUES (1, 5, 'user', 'one', :time), (2, 5, 'assistant', '1', :time),
                            (9, 5, 'assistant', 'gone', :time);
                    DELETE FROM messages WHERE id = 9;
                    INSERT INTO inbox (
                        id, channel, lane, lane_number, scope, message_id, user_id, conversation_id,
                        conversation_key, content, caller, state, attempts, user_message_id, answer_message_id,
                        accepted_at, created_at, updated_at)
                    VALUES
                        (1, 'web', 'alice', 1, 'i:0::alice', 'm1', 7, 5, 'a:alice', 'one', 'absent', 'answered', 1, 1, 2,
                            :time, :time, :time),
                        (2, 'web', 'alice', 2, 'i:0::alice', 'm2', 7, NULL, 'a:alice', 'two', 'absent', 'queued', 0,
                            NULL, NULL, :time, :time, :time);
                    INSERT INTO outbox (
                        id, channel, chat, user_id, conversation_id, turn_id, in_reply_to, message_id, state, attempts,
                        platform_ids, created_at, updated_at)
                    VALUES
                        (3, 'web', 'bob', 7, 5, 1, 'm0', 2, 'sent', 1, '["p1"]', :time, :time),
                        (4, 'web', 'alice', 7, 5, 1, 'm1', 2, 'pending', 0, NULL, :time, :time);
                    """, arguments: ["time": time])
        }
        try database.close()
    }

    @Test("What waited goes on, and nothing is answered twice")
    func goingOn() async throws {
        let folder = try TestFolder()
        try versionOne(in: folder)
        let store = try await folder.open()
        #expect(try await store.schemaVersion().current == Schema.needed)

        let turn = try #require(
            try await store.beginTurns(limit: 10, policy: policy, apologies: [:], now: now).turns.first)
        #expect(turn.content == "two")
        #expect(turn.address == "alice")
        #expect(turn.plan == .answer)
        #expect(turn.history.map(\.content) == ["one", "1"])

        let replies = try await store.takeReplies(channels: ["web"], limit: 10, now: now)
        #expect(replies.map(\.reply.body) == [.text("1")])
        #expect(replies.map(\.address.chat) == ["alice"])

        var again = Intake.message("m1", at: "alice", "one")
        again.mayBegin = false
        guard case .repeated(_, let answer)? = try await store.accept(again).first else {
            Issue.record("an old message is not known any more")
            return
        }
        #expect(answer.text == "1")
        await store.close()
    }

    @Test("A platform's late word on an old reply finds it")
    func receipts() async throws {
        let folder = try TestFolder()
        try versionOne(in: folder)
        let store = try await folder.open()
        var intake = Intake.message("x", at: "x")
        intake.events = [.status(DeliveryStatus(platformID: "p1", state: .read))]
        _ = try await store.accept(intake)
        #expect(try await store.reply(ReplyID(3))?.record.state == "read")
        await store.close()
    }

    @Test("No id is used again, also where the last rows of a table were gone")
    func counters() async throws {
        let folder = try TestFolder()
        try versionOne(in: folder)
        let store = try await folder.open()
        let turn = try #require(
            try await store.beginTurns(limit: 10, policy: policy, apologies: [:], now: now).turns.first)
        let done = try await store.complete(.answer(turn))
        guard case .answered(let answer) = done.outcome else { return }
        #expect(answer.message > MessageID(9))
        let broken = try await store.connection.read { db in
            try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
        }
        #expect(broken == 0)
        await store.close()
    }
}
