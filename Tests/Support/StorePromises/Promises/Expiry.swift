import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let expiry: [StorePromise] = [
        StorePromise(
            "Old messages go some at a time, and with the last of them conversations that are over and guests",
            onOne: { desk in
                let opening = try await desk.start()
                let guest = try await desk.say(
                    "hi", id: "1", from: .user(opening.user), at: "x", in: .existing(opening.conversation)
                ).begun()
                try await desk.answer(guest)
                let known = try await desk.say("hi", id: "2").begun()
                try await desk.answer(known)
                let later = desk.later(1000)
                try await later.answer(try await later.say("new", id: "3", at: "bob").begun())
                let bound = desk.now + 500
                _ = try await desk.store.prune(before: bound, limit: 100)
                let first = try await desk.store.expireMessages(before: bound, after: nil, limit: 3)
                try checkEqual(first.messages, 3, "no more than asked")
                let next = try require(first.next, "where to go on")
                let second = try await desk.store.expireMessages(before: bound, after: next, limit: 3)
                try checkEqual(second.messages, 2, "the rest")
                try checkEqual(first.conversations + second.conversations, 2, "with their conversations")
                try checkEqual(first.users + second.users, 1, "and the guest: a platform's user is known by a name")
                try check(
                    try await desk.store.expireMessages(before: bound, after: second.next, limit: 3).messages == 0,
                    "then nothing")
                try checkEqual(try await desk.rows("messages"), 2, "what is new stays")
                try checkEqual(try await desk.rows("conversations"), 1, "so does where it was said")
                try checkEqual(try await desk.rows("users"), 2, "and who said it")
            }),
        StorePromise(
            "Nothing goes of a conversation with a turn that is not over, or a dead letter, or a reply on its way",
            onOne: { desk in
                let running = try await desk.say("1", id: "1", at: "a").begun()
                let failed = try await desk.say("2", id: "1", at: "b").begun()
                try await desk.fail(failed)
                let dead = try await desk.reply(to: "3", id: "1", at: "c")
                try await desk.record(dead, .dead(.trouble))
                let waiting = try await desk.say("4", id: "1", at: "d").begun()
                try await desk.answer(waiting)
                let queued = try await desk.say("5", id: "2", at: "d").begun()
                try await desk.store.postpone(queued.id, until: desk.now + 9999, error: .trouble)
                let bound = desk.now + 500
                _ = try await desk.store.prune(before: bound, limit: 100)
                let before = try await desk.rows("messages")
                let step = try await desk.store.expireMessages(before: bound, after: nil, limit: 100)
                // Of the dead letter's conversation the question may go: it is not what is sent again.
                try checkEqual(step.messages, 1, "one")
                try checkEqual(step.conversations, 0, "no conversation")
                try checkEqual(try await desk.rows("messages"), before - 1, "the others stay")
                try await desk.answer(running)
                try check(try await desk.store.retryTurn(failed.id, now: desk.now), "the dead letter is asked again")
                try check(try await desk.store.retryReply(dead.reply.id, now: desk.now), "and sent again")
                try checkEqual(try await desk.sendAll().map(\.reply.body), [.text("fine")], "with its text")
            }),
        StorePromise(
            "A paused conversation stays, and what is old in it goes",
            onOne: { desk in
                let turn = try await desk.say("one", id: "1").begun()
                try await desk.answer(turn)
                try check(try await desk.pause(turn.conversation), "paused")
                let bound = desk.now + 500
                _ = try await desk.store.prune(before: bound, limit: 100)
                let step = try await desk.store.expireMessages(before: bound, after: nil, limit: 100)
                try checkEqual([step.messages, step.conversations], [2, 0], "its messages alone")
                _ = try await desk.later(1000).say("two", id: "2").skipped()
            }),
        StorePromise(
            "What a token names stays for as long as what has followed it, and goes with that",
            onOne: { desk in
                let opening = try await desk.start()
                func say(_ id: String, _ desk: Desk) async throws -> Turn {
                    try await desk.say(
                        "hi", id: id, from: .user(opening.user), at: "x", in: .existing(opening.conversation)
                    ).begun()
                }
                try await desk.answer(try await say("1", desk))
                let later = desk.later(7200)
                let second = try await say("2", later)
                try check(second.conversation != opening.conversation, "another one follows it")
                try await later.answer(second)
                _ = try await desk.store.prune(before: desk.now + 9999, limit: 100)
                let first = try await desk.store.expireMessages(before: desk.now + 100, after: nil, limit: 100)
                try checkEqual([first.messages, first.conversations], [3, 0], "the first is empty, and stays")
                let page = try await later.page(opening.conversation, of: opening.user, follows: true)
                try checkEqual(page?.conversation, second.conversation, "its token still leads to the second")
                let last = try await desk.store.expireMessages(before: desk.now + 9999, after: nil, limit: 100)
                try checkEqual([last.messages, last.conversations, last.users], [2, 2, 1], "then all of it goes")
            }),
        StorePromise(
            "Who wants no answers is not forgotten",
            onOne: { desk in
                let opening = try await desk.start()
                let plan = TurnPlan.command(.stop, text: "Bye.")
                let turn = try await desk.say(
                    "/stop", id: "1", from: .user(opening.user), at: "x", in: .existing(opening.conversation),
                    plan: plan
                ).begun()
                _ = try await desk.end(turn, .said("Bye."))
                _ = try await desk.store.prune(before: desk.now + 100, limit: 100)
                let step = try await desk.store.expireMessages(before: desk.now + 100, after: nil, limit: 100)
                try checkEqual([step.messages, step.conversations, step.users], [3, 1, 0], "all but the user")
            }),
        StorePromise(
            "Sums of usage outlast what was said",
            onOne: { desk in
                try await desk.spend(10, 5, id: "1")
                _ = try await desk.store.prune(before: desk.now + 100, limit: 100)
                _ = try await desk.store.expireMessages(before: desk.now + 100, after: nil, limit: 100)
                try checkEqual(try await desk.rows("messages"), 0, "nothing is left")
                let days = try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10)
                try checkEqual(days.map(\.promptTokens), [10], "but the sum")
            }),
        StorePromise(
            "Sums of usage go when they are older than 400 days",
            onOne: { desk in
                try await desk.spend(10, 5, id: "1")
                try await desk.later(86_400).spend(3, 2, id: "2")
                func days() async throws -> [Int] {
                    try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10).map(\.promptTokens)
                }
                _ = try await desk.store.prune(before: desk.later(400 * 86_400).now, limit: 100)
                try checkEqual(try await days(), [3, 10], "kept for so long")
                _ = try await desk.store.prune(before: desk.later(401 * 86_400).now, limit: 100)
                try checkEqual(try await days(), [3], "the older one has gone")
            }),
    ]
}
