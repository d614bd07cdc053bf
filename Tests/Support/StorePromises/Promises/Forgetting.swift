import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let forgetting: [StorePromise] = [
        StorePromise(
            "What is over and old is forgotten, some rows at a time; what is said stays",
            onOne: { desk in
                for id in ["1", "2", "3"] {
                    let turn = try await desk.say("hi", id: id, caller: .absent).begun()
                    try await desk.answer(turn)
                }
                _ = try await desk.sendAll()
                let first = try require(
                    try await desk.store.outbox(state: "sending", limit: 1, after: nil).first, "one")
                var next = try await desk.store.recordSend(first.id, .sent(platformIDs: ["p"]), now: desk.now)
                while let item = next { next = try await desk.record(item, .sent(platformIDs: ["p\(item.reply.id)"])) }
                let now = desk.now + 100
                try checkEqual(try await desk.store.prune(before: desk.now, limit: 100), 0, "nothing is older")
                try checkEqual(try await desk.store.prune(before: now, limit: 4), 4, "no more than asked")
                try checkEqual(try await desk.store.prune(before: now, limit: 4), 2, "then the rest")
                for table in ["inbox", "outbox", "receipts"] { try checkEqual(try await desk.rows(table), 0, table) }
                try checkEqual(try await desk.rows("messages"), 6, "what was said stays")
                try checkEqual(try await desk.rows("users"), 1, "so does who said it")
            }),
        StorePromise(
            "What waits, what failed and what was not sent is not forgotten",
            onOne: { desk in
                let failed = try await desk.say("1", id: "1", at: "a").begun()
                try await desk.fail(failed)
                _ = try await desk.say("2", id: "1", at: "b").begun()
                _ = try await desk.say("3", id: "1", at: "c", mayBegin: false).queued()
                let dead = try await desk.reply(to: "4", id: "1", at: "d")
                try await desk.record(dead, .dead(.trouble))
                let waiting = try await desk.reply(to: "5", id: "1", at: "e")
                try await desk.record(waiting, .retry(at: desk.now, .trouble, counts: true))
                try checkEqual(
                    try await desk.store.prune(before: desk.now + 100, limit: 100), 2, "two that are answered")
                try checkEqual(try await desk.rows("inbox"), 3, "the failed, the running, the queued")
                try checkEqual(try await desk.rows("outbox"), 2, "the dead letter and the one that waits")
            }),
        StorePromise(
            "A message that was sent before what was forgotten is not answered any more",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", sentAt: desk.now - 2, caller: .absent).begun()
                try await desk.answer(turn)
                try checkEqual(try await desk.store.prune(before: desk.now + 1, limit: 100), 1, "the message")
                let later = desk.later(1000)
                let replayed = try await later.say("hi", id: "1", sentAt: desk.now - 2, caller: .absent)
                try checkEqual(try replayed.skipped().rule, "forgotten", "recorded, not answered")
                try check(
                    try await later.say("hi", id: "1", sentAt: desk.now - 2, caller: .absent).isNoted, "known again")
                _ = try await later.say("ho", id: "2", sentAt: desk.now + 1, caller: .absent).begun()
                _ = try await later.say("no time", id: "3", at: "bob").begun()
            }),
        StorePromise(
            "A merged message is not forgotten before its turn",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("1", id: "1").begun()
                for id in ["2", "3"] { _ = try await desk.say(id, id: id).queued() }
                let turn = try require(try await desk.answer(first).next, "the merged turn")
                try await desk.fail(turn)
                try checkEqual(try await desk.store.prune(before: desk.now + 1, limit: 10), 1, "the first alone")
                try check(try await desk.store.dropTurn(turn.id, now: desk.now), "dropped")
                try checkEqual(try await desk.store.prune(before: desk.now + 1, limit: 10), 2, "then both")
            }),
    ]
}
