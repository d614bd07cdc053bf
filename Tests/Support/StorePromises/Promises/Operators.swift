import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let operators: [StorePromise] = [
        StorePromise(
            "A failed turn is tried again by hand, at its lane's tail, without a second question",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.fail(failed)
                let running = try await desk.say("two", id: "2", caller: .absent).begun()
                let waiting = try await desk.say("three", id: "3", caller: .absent).queued()
                try check(try await desk.store.retryTurn(failed.id, now: desk.now), "done")
                try check(try await !desk.store.retryTurn(failed.id, now: desk.now), "it is not failed any more")
                try check(try await !desk.store.retryTurn(running.id, now: desk.now), "nor is what runs")
                let detail = try require(try await desk.store.turn(failed.id), "its row")
                try checkEqual(detail.record.state, "queued", "it waits")
                try check(detail.record.isByHand, "marked")
                try check(detail.record.lastError == nil, "its error is cleared")
                try checkEqual([detail.content, detail.messageID], ["one", "1"], "with what was said")
                let next = try require(try await desk.answer(running).next, "the next turn")
                try checkEqual(next.id, waiting, "it is behind what waited")
                let again = try require(try await desk.answer(next).next, "then its turn")
                try checkEqual(again.id, failed.id, "the same turn")
                try checkEqual(again.attempt, 2, "attempts go on counting")
                try await desk.answer(again)
                try checkEqual(try await desk.rows("messages"), 6, "a question and an answer each")
            }),
        StorePromise(
            "A failed or a queued turn is dropped, a running one is not",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1").begun()
                try await desk.fail(failed)
                let running = try await desk.say("two", id: "2").begun()
                let queued = try await desk.say("three", id: "3", caller: .listens).queued()
                let last = try await desk.say("four", id: "4").queued()
                try check(try await desk.store.dropTurn(failed.id, now: desk.now), "a failed one")
                try check(try await desk.store.dropTurn(queued, now: desk.now), "a queued one")
                try check(try await !desk.store.dropTurn(running.id, now: desk.now), "not a running one")
                try check(try await !desk.store.dropTurn(TurnID(4711), now: desk.now), "nor one that is not there")
                try checkEqual(try await desk.store.outcome(of: failed.id), .cancelled, "cancelled")
                try checkEqual(try await desk.sendAll().map(\.reply.inReplyTo), ["3"], "who listened is told")
                try checkEqual(try await desk.answer(running).next?.id, last, "the lane goes on")
            }),
        StorePromise(
            "A dead letter is sent again by hand, behind what waits for its chat",
            onOne: { desk in
                let first = try await desk.reply(to: "1", id: "1", "one")
                for id in ["2", "3"] {
                    try await desk.answer(try await desk.say(id, id: id, caller: .absent).begun(), "reply \(id)")
                }
                let second = try require(try await desk.record(first, .dead(.trouble)), "the second")
                try check(try await desk.store.retryReply(first.reply.id, now: desk.now), "done")
                try check(try await !desk.store.retryReply(first.reply.id, now: desk.now), "it is not dead any more")
                try await desk.answer(try await desk.say("4", id: "4", caller: .absent).begun(), "reply 4")
                var bodies: [Reply.Body] = []
                var item: OutboxItem? = second
                while let reply = item {
                    bodies.append(reply.reply.body)
                    item = try await desk.record(reply, .sent(platformIDs: []))
                }
                try checkEqual(
                    bodies, [.text("reply 2"), .text("reply 3"), .text("one"), .text("reply 4")],
                    "behind what waited, before what came later")
            }),
        StorePromise(
            "A dead letter that is sent again by hand starts afresh, and shows all its attempts",
            onOne: { desk in
                var desk = desk
                var item = try await desk.reply(to: "1", id: "1", "one")
                item = try require(try await desk.record(item, .unknown(retryAt: desk.now, .trouble)), "again")
                try checkEqual([item.reply.attempt, item.attempt, item.uncertain], [2, 2, 1], "counted")
                item = try require(try await desk.record(item, .fallback(.trouble)), "the other way")
                try await desk.record(item, .dead(.trouble))
                try check(try await desk.store.retryReply(item.reply.id, now: desk.now), "by hand")
                item = try require(try await desk.take().first, "once more")
                try checkEqual([item.reply.attempt, item.attempt, item.uncertain], [4, 1, 0], "from nought")
                try check(!item.reply.usesFallback, "by the ordinary way")
                let record = try await desk.store.reply(item.reply.id)?.record
                try checkEqual([record?.attempts, record?.uncertain], [4, 1], "the operator sees all")
                for attempt in 1...30 {
                    try await desk.record(item, .sent(platformIDs: ["p\(attempt)"]))
                    let again = ChannelError.send(.after(.zero))
                    try await desk.report(.failed, of: "p\(attempt)", error: again)
                    if attempt == 30 { break }
                    desk = desk.later(600)
                    item = try require(try await desk.take().first, "attempt \(attempt + 1) by hand")
                }
                try checkEqual(try await desk.state(of: item), "dead", "after as many as at first")
            }),
        StorePromise(
            "A reply that waits is dropped into a dead letter, a dead letter is deleted",
            onOne: { desk in
                let item = try await desk.reply(to: "1", id: "1", "one")
                try check(try await !desk.store.dropReply(item.reply.id, now: desk.now), "not while it is being sent")
                try await desk.record(item, .retry(at: desk.now + 60, .trouble, counts: true))
                let detail = try require(try await desk.store.reply(item.reply.id), "its row")
                try checkEqual(detail.text, "one", "with its text")
                try checkEqual(detail.record.recipient, "alice", "its chat")
                try checkEqual(detail.record.inReplyTo, "1", "its message")
                try checkEqual(detail.notBefore, desk.now + 60, "its time")
                try check(try await desk.store.dropReply(item.reply.id, now: desk.now), "dropped")
                let dead = try await desk.store.outbox(state: nil, limit: 10, after: nil)
                try checkEqual(dead.map(\.state), ["dead"], "a dead letter")
                try checkEqual(dead.map(\.lastError), [.trouble], "with its reason")
                try checkEqual(try await desk.take(), [], "that is not sent")
                try check(try await desk.store.dropReply(item.reply.id, now: desk.now), "dropped again")
                try check(try await desk.store.reply(item.reply.id) == nil, "it is gone")
                try check(try await !desk.store.dropReply(item.reply.id, now: desk.now), "there is neither")
            }),
        StorePromise(
            "Operators see replies that are not over, oldest first, narrowed and paged",
            onOne: { desk in
                let dead = try await desk.reply(to: "1", id: "1", at: "a")
                try await desk.record(dead, .dead(.trouble))
                let sent = try await desk.reply(to: "1", id: "1", at: "b")
                try await desk.record(sent, .sent(platformIDs: ["p1"]))
                let sending = try await desk.reply(to: "1", id: "1", at: "c")
                let all = try await desk.store.outbox(state: nil, limit: 10, after: nil)
                try checkEqual(all.map(\.id), [dead.reply.id, sending.reply.id], "two")
                let one = try await desk.store.outbox(state: "sent", limit: 10, after: nil)
                try checkEqual(one.map(\.id), [sent.reply.id], "narrowed")
                let rest = try await desk.store.outbox(state: nil, limit: 10, after: dead.reply.id)
                try checkEqual(rest.map(\.id), [sending.reply.id], "paged")
                try checkEqual(
                    try await desk.store.reply(sent.reply.id)?.platformIDs, ["p1"], "with the platform's ids")
                try await desk.expect(.invalid, "a state that does not exist") {
                    _ = try await desk.store.outbox(state: "lost", limit: 1, after: nil)
                }
            }),
    ]
}
