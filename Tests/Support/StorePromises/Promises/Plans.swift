import BotStore
import ChannelKit

extension StorePromise {
    private static let optOut = TurnPlan.command(.stop, text: "Bye.")
    private static let optIn = TurnPlan.command(.start, text: "Welcome back.")
    private static let forget = TurnPlan.command(.reset, text: "Done.")

    static let plans: [StorePromise] = [
        StorePromise(
            "What is skipped is recorded with its rule, gets no turn, and is silence when it comes again",
            onOne: { desk in
                let outcome = try await desk.say("hi", id: "1", plan: .skip(rule: "stale"), caller: .absent)
                let (turn, rule) = try outcome.skipped()
                try checkEqual(rule, "stale", "the rule")
                try checkEqual(try await desk.begin(), [], "no turn")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nothing waits")
                try check(try await desk.say("hi", id: "1", caller: .absent).isNoted, "known, whatever is planned now")
                let listed = try await desk.store.inbox(state: "skipped", limit: 10, after: nil)
                try checkEqual(listed.map(\.id), [turn], "an operator finds it")
                try checkEqual(listed.map(\.rule), ["stale"], "with its rule")
                try checkEqual(try await desk.rows("messages"), 0, "nothing was said")
            }),
        StorePromise(
            "A text of the bot's own is said in its place, and never shown to the model",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .absent).begun()
                _ = try await desk.say("sticker", id: "2", plan: .say("Words only."), caller: .absent).queued()
                let second = try require(try await desk.answer(first, "1").next, "the second turn")
                try checkEqual(second.plan, .say("Words only."), "its plan is kept")
                _ = try await desk.say("three", id: "3", caller: .absent).queued()
                let done = try await desk.end(second, .said("Words only."))
                try checkEqual(try done.outcome.answer().text, "Words only.", "it is the answer")
                let third = try require(done.next, "the third turn")
                try checkEqual(third.history.map(\.content), ["one", "1"], "neither side of it is history")
                try await desk.answer(third, "3")
                // The first was taken when its turn ended.
                let taken = try await desk.store.outbox(state: "sending", limit: 1, after: nil).map(\.id)
                let next = try await desk.store.recordSend(
                    try require(taken.first, "a reply"), .sent(platformIDs: []), now: desk.now)
                try checkEqual(next?.reply.body, .text("Words only."), "sent between the two answers")
                try checkEqual(next?.reply.inReplyTo, "2", "to its message")
            }),
        StorePromise(
            "A plan outlives the process that made it",
            { bench in
                let before = Desk(store: try await bench.open())
                let plan = TurnPlan.command(.reset, text: "Done.")
                _ = try await before.say("/reset", id: "1", plan: plan, mayBegin: false).queued()
                let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
                try checkEqual(try await desk.begin().map(\.plan), [plan], "as it was")
                await desk.store.close()
                await before.store.close()
            }),
        StorePromise(
            "After a reset the next message opens a new conversation",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.answer(first)
                let turn = try await desk.say("/reset", id: "2", plan: forget).begun()
                let done = try await desk.end(turn, .said("Done."))
                try checkEqual(try done.outcome.answer().text, "Done.", "it is answered")
                let next = try await desk.say("two", id: "3").begun()
                try check(next.conversation != first.conversation, "a new conversation")
                try checkEqual(next.history, [], "from its very start")
            }),
        StorePromise(
            "Who has opted out is not answered until they opt in; who waits is told",
            onOne: { desk in
                let turn = try await desk.say("/stop", id: "1", plan: optOut, caller: .absent).begun()
                let done = try await desk.end(turn, .said("Bye."))
                try checkEqual(done.replies.map(\.reply.body), [.text("Bye.")], "the last word")
                let silent = try await desk.say("hi", id: "2", caller: .absent)
                try checkEqual(try silent.skipped().rule, "opted_out", "recorded, not answered")
                try checkEqual(try await desk.say("hi", id: "3").refused(), .optedOut, "who waits is told")
                try checkEqual(try await desk.rows("inbox"), 2, "and leaves no trace")
                let start = ConversationStart(sender: .identity(Identity(id: "alice")), content: "hi")
                let opening = try await desk.accept([.start(start)])
                try checkEqual(try opening.first?.refused(), .optedOut, "nor does an opening get around it")
                let back = try await desk.say("/start", id: "4", plan: optIn, caller: .absent).begun()
                _ = try await desk.end(back, .said("Welcome back."))
                _ = try await desk.say("hi", id: "5", caller: .absent).begun()
            }),
        StorePromise(
            "Opting out and in hold from the moment they are recorded, for what comes with them too",
            onOne: { desk in
                func message(_ id: String, _ content: String) -> InboundEvent {
                    .message(
                        InboundMessage(
                            id: id, sender: .identity(Identity(id: "alice")), address: "alice", content: content,
                            caller: .absent))
                }
                let out = try await desk.accept(
                    [message("1", "/stop"), message("2", "hello")], plans: [optOut, .answer])
                let turn = try out[0].begun()
                try checkEqual(try out[1].skipped().rule, "opted_out", "not answered")
                let back = try await desk.accept(
                    [message("3", "/start"), message("4", "help")], plans: [optIn, .answer])
                _ = try back[0].queued()
                let help = try back[1].queued()
                let next = try require(try await desk.end(turn, .said("Bye.")).next, "the second command")
                let last = try require(try await desk.end(next, .said("Hello.")).next, "the question")
                try checkEqual(last.id, help, "is answered: the word of the first command changes nothing any more")
            }),
        StorePromise(
            "Opting out and in draw from no limit, and are silent where nothing is to be said",
            onOne: { desk in
                let desk = desk.limited(by: RateLimits(user: RateLimit(count: 1, window: .seconds(60))))
                _ = try await desk.say("hi", id: "1", caller: .absent, mayBegin: false).queued()
                _ = try await desk.say("/stop", id: "2", plan: optOut, caller: .absent).queued()
                let silent = TurnPlan.command(.start, text: "")
                let late = try await desk.say("/start", id: "3", plan: silent, caller: .absent).skipped()
                try checkEqual(late.rule, "start", "recorded by its name")
                let more = try await desk.say("hi", id: "4", caller: .absent).skipped()
                try checkEqual(more.rule, "rate_limited", "back in, and no token came by it")
            }),
        StorePromise(
            "As many plans as events, or none",
            onOne: { desk in
                try await desk.expect(.invalid, "two plans for no event") {
                    _ = try await desk.accept([], plans: [.answer, .answer])
                }
            }),
    ]
}
