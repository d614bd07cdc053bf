import BotStore
import ChannelKit

extension StorePromise {
    static let conversations: [StorePromise] = [
        StorePromise(
            "A conversation goes on within the idle time, and a new one is opened after it",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.answer(first)
                let second = try await desk.later(3600).say("two", id: "2").begun()
                try checkEqual(second.conversation, first.conversation, "an hour to the second is within")
                try await desk.later(3600).answer(second)
                let third = try await desk.later(7200.5).say("three", id: "3").begun()
                try check(third.conversation != first.conversation, "after more than an hour it is a new one")
                try checkEqual(third.history, [], "which begins empty")
            }),
        StorePromise(
            "The idle time is counted to when a message was accepted, not to when it is begun",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.answer(first)
                _ = try await desk.later(3000).say("two", id: "2", mayBegin: false).queued()
                let begun = try require(try await desk.later(9000).begin().first, "the second turn")
                try checkEqual(begun.conversation, first.conversation, "it came in time")
            }),
        StorePromise(
            "A selected conversation must be the sender's own and of this instance",
            onOne: { desk in
                let mine = try await desk.start()
                let other = try await desk.start()
                func select(_ id: ConversationID, _ desk: Desk) async throws -> IntakeOutcome {
                    try await desk.say("hi", id: "1", from: .user(mine.user), at: "x", in: .existing(id))
                }
                try checkEqual(
                    try await select(other.conversation, desk).refused(), .conversationNotFound, "not theirs")
                try checkEqual(try await select(ConversationID(4711), desk).refused(), .conversationNotFound, "none")
                try checkEqual(
                    try await select(mine.conversation, desk.on("other")).refused(), .conversationNotFound,
                    "not of another instance")
                try checkEqual(try await desk.rows("inbox"), 0, "nothing is left")
                try checkEqual(try await select(mine.conversation, desk).begun().conversation, mine.conversation, "own")
            }),
        StorePromise(
            "What follows a selected conversation after the idle time is found by the old id",
            onOne: { desk in
                let opening = try await desk.start()
                func say(_ id: String, _ desk: Desk) async throws -> Turn {
                    try await desk.say(
                        "hi", id: id, from: .user(opening.user), at: "x", in: .existing(opening.conversation)
                    ).begun()
                }
                let first = try await say("1", desk.later(9000))
                try check(first.conversation != opening.conversation, "a new one follows")
                try await desk.later(9000).answer(first)
                let second = try await say("2", desk.later(9060))
                try checkEqual(second.conversation, first.conversation, "and is found again")
                let page = try require(
                    try await desk.page(opening.conversation, of: opening.user, follows: true), "a page")
                try checkEqual(page.conversation, first.conversation, "also by who reads")
                let old = try require(try await desk.page(opening.conversation, of: opening.user), "a page")
                try checkEqual(old.conversation, opening.conversation, "unless they ask for the old one")
            }),
        StorePromise(
            "A named thread is a conversation of its own",
            onOne: { desk in
                let main = try await desk.say("one", id: "1").begun()
                try await desk.answer(main)
                let work = try await desk.say("two", id: "2", in: .named("work")).begun()
                try check(work.conversation != main.conversation, "apart from the current one")
                try await desk.answer(work)
                let again = try await desk.say("three", id: "3", in: .named("work")).begun()
                try checkEqual(again.conversation, work.conversation, "the same by its name")
                try await desk.answer(again)
                let number = try await desk.say("four", id: "4", in: .named(main.conversation.description)).begun()
                try checkEqual(number.conversation, main.conversation, "an own conversation may be called by its id")
            }),
        StorePromise(
            "A thread's name never reaches another chat's conversation",
            onOne: { desk in
                let alice = try await desk.say("one", id: "1", at: "alice", in: .named("x:y")).begun()
                let other = try await desk.say("one", id: "1", at: "alice:x", in: .named("y")).begun()
                let split = try await desk.say("one", id: "1", at: "alice\u{1F}x", in: .named("y")).begun()
                let joined = try await desk.say("one", id: "2", at: "alice", in: .named("x\u{1F}y"), mayBegin: false)
                _ = try joined.queued()
                let next = try require(try await desk.answer(alice).next, "the next turn")
                let ids = Set([alice.conversation, other.conversation, split.conversation, next.conversation])
                try checkEqual(ids.count, 4, "four conversations")
                let bob = try await desk.say("hi", id: "1", at: "bob", in: .named(alice.conversation.description))
                    .begun()
                try check(bob.conversation != alice.conversation, "nor does the id of somebody else's")
            }),
        StorePromise(
            "A chat whose address looks like an id does not reach the conversation of that id",
            onOne: { desk in
                let opening = try await desk.start()
                let turn = try await desk.say("hi", id: "1", at: ChatAddress(opening.conversation.description)).begun()
                try check(turn.conversation != opening.conversation, "another conversation")
                try check(turn.user != opening.user, "another user")
            }),
    ]
}
