import BotStore
import ChannelKit

extension StorePromise {
    static let retrying: [StorePromise] = [
        StorePromise(
            "What is tried again by hand is asked in the conversation that goes on by then, after what was said meanwhile",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.fail(failed)
                try await desk.answer(try await desk.say("two", id: "2", caller: .absent).begun(), "2")
                let later = desk.later(7_200)
                let third = try await later.say("three", id: "3", caller: .absent).begun()
                try check(third.conversation != failed.conversation, "the old conversation has been idle for too long")
                try await later.answer(third, "3")
                try check(try await later.store.retryTurn(failed.id, now: later.now), "by hand")
                let again = try require(try await later.begin().first, "the turn")
                try checkEqual(again.conversation, third.conversation, "where the conversation is now")
                try checkEqual(again.history.map(\.content), ["three", "3"], "after what was said there")
                try await later.answer(again, "1")
                let old = try require(try await later.page(failed.conversation, of: failed.user), "a page")
                try checkEqual(old.messages.map(\.content), ["two", "2"], "it stands no more where it stood")
                let new = try require(try await later.page(third.conversation, of: failed.user), "a page")
                try checkEqual(new.messages.map(\.content), ["three", "3", "one", "1"], "but where it was asked")
                try checkEqual(try await later.rows("messages"), 6, "once")
            }),
        StorePromise(
            "A conversation that was asked for anew is where what is tried again by hand is asked",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.fail(failed)
                let reset = try await desk.say(
                    "/reset", id: "2", plan: .command(.reset, text: "Done."), caller: .absent)
                _ = try await desk.end(try reset.begun(), .said("Done."))
                try check(try await desk.store.retryTurn(failed.id, now: desk.now), "by hand")
                let again = try require(try await desk.begin().first, "the turn")
                try check(again.conversation != failed.conversation, "in a new one")
                try checkEqual(again.history, [], "which knows nothing of the old")
                try await desk.fail(again)
                try check(try await desk.store.retryTurn(failed.id, now: desk.now), "and again")
                let last = try require(try await desk.begin().first, "the turn")
                try checkEqual(last.conversation, again.conversation, "which goes on")
                try await desk.answer(last)
                try checkEqual(try await desk.rows("messages"), 4, "one question, however often it is asked")
            }),
        StorePromise(
            "A merged turn that is tried again by hand takes the questions of all its messages along",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                for id in ["2", "3"] { _ = try await desk.say(id, id: id, caller: .absent).queued() }
                let turn = try require(try await desk.answer(first, "a").next, "the merged turn")
                try await desk.fail(turn)
                try await desk.answer(try await desk.say("4", id: "4", caller: .absent).begun(), "b")
                try check(try await desk.store.retryTurn(turn.id, now: desk.now), "by hand")
                let again = try require(try await desk.begin().first, "the turn")
                try checkEqual([again.content] + again.merged, ["2", "3"], "whole")
                try checkEqual(again.history.map(\.content), ["1", "a", "4", "b"], "after what was said meanwhile")
                try await desk.answer(again, "c")
                let page = try require(try await desk.page(turn.conversation, of: turn.user), "a page")
                try checkEqual(page.messages.map(\.content), ["1", "a", "4", "b", "2", "3", "c"], "each once")
                try checkEqual(try await desk.rows("messages"), 7, "and nowhere else")
            }),
        StorePromise(
            "Who begins turns is told by how much operators have changed what is pending",
            onOne: { desk in
                func change() async throws -> Int {
                    let begun = try await desk.store.beginTurns(
                        limit: 0, policy: desk.policy, apologies: [:], now: desk.now)
                    return begun.byOperators
                }
                let failed = try await desk.say("one", id: "1", caller: .listens).begun()
                try await desk.fail(failed)
                let running = try await desk.say("two", id: "2", caller: .listens).begun()
                let queued = try await desk.say("three", id: "3", caller: .listens, context: "line 3").queued()
                let alice = Sender.identity(Identity(id: "alice"))
                _ = try await desk.say("three", id: "3", from: alice, at: "there", caller: .listens).joined()
                try checkEqual(try await desk.store.pendingTurns(), 3, "two and a repetition")
                try checkEqual(try await change(), 0, "nothing yet")
                try check(try await desk.store.dropTurn(queued, now: desk.now), "dropped")
                try checkEqual(try await desk.store.pendingTurns(), 1, "with its repetition")
                try checkEqual(try await change(), -2, "as is said")
                try checkEqual(try await change(), 0, "once")
                try check(try await desk.store.retryTurn(failed.id, now: desk.now), "retried")
                try checkEqual(try await desk.store.pendingTurns(), 2, "one more")
                try checkEqual(try await change(), 1, "as is said")
                try check(try await desk.store.dropTurn(failed.id, now: desk.now), "dropped after all")
                try checkEqual(try await change(), -1, "one less")
                try await desk.fail(running)
                try check(try await desk.store.dropTurn(running.id, now: desk.now), "what had failed")
                try checkEqual(try await change(), 0, "was not pending")
            }),
    ]
}
