import BotStore
import ChannelKit

extension StorePromise {
    static let merging: [StorePromise] = [
        StorePromise(
            "Messages that wait together are one turn with one reply, each with a row of its own",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("one", id: "1", caller: .absent).begun()
                let second = try await desk.say("two", id: "2", caller: .absent, context: "c2").queued()
                let third = try await desk.say("three", id: "3", caller: .absent, context: "c3").queued()
                let done = try await desk.answer(first, "1")
                let turn = try require(done.next, "the next turn")
                try checkEqual(turn.id, second, "of the second message")
                try checkEqual([turn.content] + turn.merged, ["two", "three"], "which answers the third as well")
                try checkEqual(
                    try await desk.store.newestMerged(into: turn.id),
                    MergedMessage(id: "3", address: ReplyAddress(chat: "alice", context: "c3")), "and says so")
                try checkEqual(try await desk.store.newestMerged(into: first.id), nil, "the first is alone")
                try checkEqual(try await desk.store.pendingTurns(), 2, "both wait for it")
                try checkEqual(
                    try await desk.say("three", id: "3", caller: .absent).joined(), second, "a redelivery too")
                let end = try await desk.answer(turn, "2 and 3")
                try checkEqual(end.ended, 2, "both are over")
                try checkEqual(end.merged, [third], "the third by the second's turn")
                let page = try require(try await desk.page(turn.conversation, of: turn.user), "a page")
                try checkEqual(
                    page.messages.map(\.content), ["one", "1", "two", "three", "2 and 3"], "in order, none doubled")
                let reply = try await desk.record(
                    try require(done.replies.first, "a reply"), .sent(platformIDs: []))
                try checkEqual(reply?.reply.body, .text("2 and 3"), "one reply")
                try checkEqual(reply?.reply.inReplyTo, "3", "to the newest of them")
                try checkEqual(reply?.address.context, "c3", "where it came from")
                try checkEqual(try await desk.store.pendingReplies(channels: ["web"]), 1, "and no other")
                try check(try await desk.say("three", id: "3", caller: .absent).isAnswered, "then it is answered")
                let next = try await desk.say("four", id: "4", caller: .absent).begun()
                try checkEqual(
                    next.history.map(\.content), ["one", "1", "two", "three", "2 and 3"], "the model sees them all")
            }),
        StorePromise(
            "Everyone who waits for a merged message gets the answer",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("one", id: "1").begun()
                _ = try await desk.say("two", id: "2", caller: .listens, context: "line 2").queued()
                let third = try await desk.say("three", id: "3", caller: .collects).queued()
                _ = try await desk.say("four", id: "4", caller: .listens, context: "line 4").queued()
                let turn = try require(try await desk.answer(first).next, "the next turn")
                try checkEqual(try await desk.store.outcome(of: third), .pending, "it waits")
                let answer = try await desk.answer(turn, "all").outcome.answer()
                try checkEqual(try await desk.store.outcome(of: third), .answered(answer), "who collects finds it")
                try checkEqual(try await desk.say("three", id: "3").repeated().answer, answer, "also later")
                let lines = try await desk.store.outbox(state: nil, limit: 10, after: nil)
                try checkEqual(lines.map(\.inReplyTo), ["2", "4"], "who listens gets a line each")
            }),
        StorePromise(
            "A message that finds its lane free waits for the window, and takes with it what follows",
            onOne: { desk in
                let desk = desk.merging(.seconds(2))
                let first = try await desk.say("one", id: "1", caller: .absent).queued()
                _ = try await desk.later(1).say("two", id: "2", caller: .absent).queued()
                try checkEqual(try await desk.later(1.9).begin(), [], "not before its time")
                let turn = try require(try await desk.later(2).begin().first, "then")
                try checkEqual(turn.id, first, "the first")
                try checkEqual(turn.merged, ["two"], "with the second")
            }),
        StorePromise(
            "Only neighbours share a turn: of one user, one conversation, and for the model",
            onOne: { desk in
                let desk = desk.merging()
                let bob = Sender.identity(Identity(id: "bob"))
                let first = try await desk.say("1", id: "1").begun()
                _ = try await desk.say("2", id: "2").queued()
                _ = try await desk.say("3", id: "3", from: bob).queued()
                _ = try await desk.say("4", id: "4").queued()
                _ = try await desk.say("/reset", id: "5", plan: .command(.reset, text: "Done.")).queued()
                _ = try await desk.say("6", id: "6").queued()
                _ = try await desk.say("7", id: "7", in: .named("thread")).queued()
                _ = try await desk.say("8", id: "8", in: .named("thread")).queued()
                var turns: [[String]] = []
                var next = try await desk.answer(first).next
                while let turn = next {
                    turns.append([turn.content] + turn.merged)
                    next = try await desk.answer(turn).next
                }
                try checkEqual(turns, [["2"], ["3"], ["4"], ["/reset"], ["6"], ["7", "8"]], "in order, none lost")
            }),
        StorePromise(
            "When a merged turn that waits is dropped, what had joined it is answered all the same",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("1", id: "1").begun()
                _ = try await desk.say("2", id: "2", caller: .absent).queued()
                let third = try await desk.say("3", id: "3", caller: .absent).queued()
                let turn = try require(try await desk.answer(first).next, "the merged turn")
                try await desk.store.postpone(turn.id, until: desk.now, error: .trouble)
                try check(try await desk.store.dropTurn(turn.id, now: desk.now), "dropped")
                let next = try require(try await desk.begin().first, "the other message")
                try checkEqual([next.id, turn.id], [third, turn.id], "as a turn of its own")
                try checkEqual(try await desk.answer(next).ended, 1, "answered")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nothing is left")
            }),
        StorePromise("A merged turn that a kill cut off is the same turn again") { bench in
            let before = Desk(store: try await bench.open()).merging()
            let first = try await before.say("1", id: "1").begun()
            for id in ["2", "3"] { _ = try await before.say(id, id: id, caller: .absent).queued() }
            let turn = try require(try await before.answer(first).next, "the merged turn")
            _ = try await before.say("4", id: "4", caller: .absent).queued()
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store)).merging()
            let again = try require(try await desk.suspect(), "the turn")
            try checkEqual([again.content] + again.merged, ["2", "3"], "with what it had, and nobody more")
            try checkEqual(again.id, turn.id, "the same")
            let done = try await desk.answer(again, "x")
            try checkEqual(done.ended, 2, "both are over")
            try checkEqual(done.next?.content, "4", "then the next")
            try checkEqual(try await desk.rows("messages"), 6, "no question is doubled")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise(
            "A merged turn that fails is told to each who listens, and asked again as a whole",
            onOne: { desk in
                let desk = desk.merging()
                let first = try await desk.say("1", id: "1").begun()
                _ = try await desk.say("2", id: "2", caller: .absent).queued()
                let third = try await desk.say("3", id: "3", caller: .collects).queued()
                let turn = try require(try await desk.answer(first).next, "the merged turn")
                let failed = try await desk.end(turn, .failed(.trouble, partial: nil), apology: "Sorry.")
                try checkEqual(failed.replies.map(\.reply.body), [.text("Sorry.")], "one apology")
                try checkEqual(try await desk.store.outcome(of: third), .failed(.trouble), "who collects finds it")
                try check(try await desk.store.retryTurn(turn.id, now: desk.now), "again, by hand")
                let again = try require(try await desk.begin().first, "the turn")
                try checkEqual([again.content] + again.merged, ["2", "3"], "whole")
                let done = try await desk.answer(again, "now")
                try checkEqual(done.ended, 1, "the failure had ended the other")
                try checkEqual(try await desk.store.outcome(of: third)?.answer().text, "now", "answered after all")
                try checkEqual(try await desk.rows("messages"), 5, "no question is doubled")
            }),
    ]
}
