import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let outbox: [StorePromise] = [
        StorePromise(
            "A reply in parts is sent part by part, in order, before the next reply",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                _ = try await desk.say("2", id: "2", caller: .absent).queued()
                let done = try await desk.answer(first, "one two", parts: ["one", "two"])
                try await desk.answer(try require(done.next, "the next turn"), "three")
                var bodies: [Reply.Body] = []
                var ids: Set<ReplyID> = []
                var item = done.replies.first
                while let reply = item {
                    bodies.append(reply.reply.body)
                    ids.insert(reply.reply.id)
                    item = try await desk.record(reply, .sent(platformIDs: []))
                }
                try checkEqual(bodies, [.text("one"), .text("two"), .text("three")], "in order")
                try checkEqual(ids.count, 3, "each a reply of its own")
                try checkEqual(try done.outcome.answer().text, "one two", "the answer is whole")
                let next = try await desk.say("3", id: "3").begun()
                try checkEqual(next.history.map(\.content), ["1", "one two", "2", "three"], "for the model too")
            }),
        StorePromise(
            "An apology goes to who is absent, once, and never to the model",
            onOne: { desk in
                for (address, caller, count) in [("a", Caller.absent, 1), ("b", .collects, 0), ("c", .listens, 1)] {
                    let turn = try await desk.say("hi", id: "1", at: ChatAddress(address), caller: caller).begun()
                    let done = try await desk.end(turn, .failed(.trouble, partial: nil), apology: "Sorry.")
                    try checkEqual(done.replies.count, count, "\(caller)")
                    let isApology = done.replies.first?.reply.body == .text("Sorry.")
                    try checkEqual(isApology, caller == .absent, "who listens is told of the failure itself")
                }
                let next = try await desk.say("more", id: "2", at: "a", caller: .absent).begun()
                try checkEqual(next.history.map(\.content), ["hi"], "not part of what was said")
                try checkEqual(try await desk.rows("messages"), 4, "not among the messages")
            }),
        StorePromise(
            "A reply shows what it answers where other messages wait, or other replies",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                _ = try await desk.say("2", id: "2", caller: .absent).queued()
                let done = try await desk.answer(first, "one two", parts: ["one", "two"])
                let reply = try require(done.replies.first, "a reply")
                try check(reply.reply.quotesQuestion, "another message waits")
                try await desk.answer(try require(done.next, "the next turn"), "three")
                let part = try require(try await desk.record(reply, .sent(platformIDs: [])), "the second part")
                try check(!part.reply.quotesQuestion, "one part is enough")
                let last = try require(try await desk.record(part, .sent(platformIDs: [])), "the next reply")
                try check(last.reply.quotesQuestion, "another reply was not sent yet")
                try await desk.record(last, .sent(platformIDs: []))
                try check(try await !desk.reply(to: "3", id: "3").reply.quotesQuestion, "nothing else waits")
            }),
        StorePromise(
            "A hold-up that concerns all is no attempt of the reply's own",
            onOne: { desk in
                let item = try await desk.reply(to: "hi", id: "1")
                try await desk.record(item, .retry(at: desk.now + 1, .trouble, counts: false))
                let again = try require(try await desk.later(1).take().first, "again")
                try checkEqual(again.reply.attempt, 1, "not counted")
                try await desk.record(again, .retry(at: desk.now + 1, .trouble, counts: true))
                let third = try require(try await desk.later(1).take().first, "again")
                try checkEqual(third.reply.attempt, 2, "counted")
            }),
        StorePromise(
            "The other way is tried at once, before what waits behind, and only once",
            onOne: { desk in
                let item = try await desk.reply(to: "1", id: "1", "one")
                try await desk.answer(try await desk.say("2", id: "2", caller: .absent).begun(), "two")
                let other = try require(try await desk.record(item, .fallback(.trouble)), "the other way")
                try checkEqual(other.reply.id, item.reply.id, "the same reply")
                try check(other.reply.usesFallback && !item.reply.usesFallback, "the channel is told")
                let next = try await desk.record(other, .fallback(.trouble))
                try checkEqual(next?.reply.body, .text("two"), "then it is over")
                try checkEqual(try await desk.state(of: item), "dead", "a dead letter")
            }),
        StorePromise("Sends of unknown outcome are counted in the row, those that a kill cut off too") { bench in
            let before = Desk(store: try await bench.open())
            let item = try await before.reply(to: "hi", id: "1")
            let again = try await before.record(item, .unknown(retryAt: before.now, .trouble))
            try checkEqual(again?.reply.id, item.reply.id, "taken again")
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.takeOverReplies()
            let record = try await desk.store.outbox(state: nil, limit: 10, after: nil).first
            try checkEqual(record?.uncertain, 2, "both")
            try checkEqual(record?.attempts, 2, "of two")
            await desk.store.close()
            await before.store.close()
        },
    ]
}
