import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let upkeep: [StorePromise] = [
        StorePromise("A channel's cursor is kept over restarts, one for each instance") { bench in
            let before = try await bench.open()
            try check(try await before.cursor(of: "web") == nil, "none at first")
            try await before.setCursor(of: "web", to: "1")
            try await before.setCursor(of: "web", to: "2")
            try await before.setCursor(of: "other", to: "x")
            let after = try await bench.openAfterCrash(of: before)
            try checkEqual(try await after.cursor(of: "web"), "2", "the last one")
            try checkEqual(try await after.cursor(of: "other"), "x", "the other's own")
            try await Desk(store: after).expect(.invalid, "too long a cursor") {
                try await after.setCursor(of: "web", to: String(repeating: "x", count: 4097))
            }
            await after.close()
            await before.close()
        },
        StorePromise(
            "A turn that nobody knows has no outcome; one that waits is pending",
            onOne: { desk in
                try check(try await desk.store.outcome(of: TurnID(4711)) == nil, "none")
                let turn = try await desk.say("hi", id: "1").begun()
                try checkEqual(try await desk.store.outcome(of: turn.id), .pending, "pending")
                let answer = try await desk.answer(turn, "hello").outcome.answer()
                try checkEqual(try await desk.store.outcome(of: turn.id), .answered(answer), "answered")
            }),
        StorePromise(
            "Cleaning deletes every row, and no id is used again",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
                let reply = try require(try await desk.answer(turn).replies.first, "a reply")
                let running = try await desk.say("ho", id: "2").begun()
                try await desk.store.clean()
                for (table, rows) in try await desk.store.rowCounts() { try checkEqual(rows, 0, "\(table) is empty") }
                try await desk.expect(.fenced, "a turn that was deleted cannot be ended") {
                    try await desk.answer(running)
                }
                let new = try await desk.say("hi", id: "1", caller: .absent).begun()
                try check(new.user > turn.user, "a new user")
                try check(new.conversation > running.conversation, "a new conversation")
                try check(new.id > running.id, "a new turn")
                let next = try require(try await desk.answer(new).replies.first, "a reply")
                try check(next.reply.id > reply.reply.id, "a new reply")
            }),
        StorePromise(
            "What was sent before everything was deleted is not answered when it comes again",
            onOne: { desk in
                let sentAt = Date() - 1
                let turn = try await desk.say("hi", id: "1", sentAt: sentAt, caller: .absent).begun()
                try await desk.answer(turn)
                try await desk.store.clean()
                let again = try await desk.say("hi", id: "1", sentAt: sentAt, caller: .absent).skipped()
                try checkEqual(again.rule, "forgotten", "nobody knows whether it was answered")
                _ = try await desk.say("ho", id: "2", sentAt: Date() + 60, caller: .absent).begun()
            }),
        StorePromise(
            "Operators see what is not over and what failed, oldest first, without content",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1").begun()
                try await desk.fail(failed)
                let answered = try await desk.say("two", id: "2").begun()
                try await desk.answer(answered)
                let running = try await desk.say("three", id: "3").begun()
                let queued = try await desk.say("four", id: "4").queued()
                let records = try await desk.store.inbox(state: nil, limit: 10, after: nil)
                try checkEqual(records.map(\.id), [failed.id, running.id, queued], "three")
                try checkEqual(records.map(\.state), ["failed", "running", "queued"], "with their states")
                try checkEqual(records.map(\.attempts), [1, 1, 0], "with their attempts")
                try checkEqual(records[0].lastError, .trouble, "with the reason")
                try checkEqual(records[0].createdAt, desk.now, "with the time")
                let done = try await desk.store.inbox(state: "answered", limit: 10, after: nil)
                try checkEqual(done.map(\.id), [answered.id], "narrowed")
                let rest = try await desk.store.inbox(state: nil, limit: 1, after: failed.id)
                try checkEqual(rest.map(\.id), [running.id], "paged")
                try await desk.expect(.invalid, "a state that does not exist") {
                    _ = try await desk.store.inbox(state: "lost", limit: 1, after: nil)
                }
            }),
        StorePromise(
            "The store answers a ping, and knows its schema's version",
            onOne: { desk in
                try await desk.store.ping()
                let version = try await desk.store.schemaVersion()
                try checkEqual(version.current, version.needed, "up to date")
                try check(version.needed >= 1, "there is one")
                try check(desk.store.installation.utf8.count >= 16, "the installation has an id")
            }),
    ]
}
