import BotStore
import ChannelKit
import Foundation

extension ChannelError {
    static func send(_ retry: Retry, scope: Scope = .chat) -> ChannelError {
        ChannelError("send_failed", kind: .upstreamFailed, retry: retry, scope: scope, message: "It was not sent.")
    }
}

extension Desk {
    /// Whether a failure is the first word of it.
    fileprivate func isNews(_ platformID: String, of item: OutboxItem) async throws -> Bool {
        let error = ChannelError.send(.after(.zero))
        let status = DeliveryStatus(platformID: platformID, reply: item.reply.id, state: .failed, error: error)
        let outcome = try await accept([.status(status)]).first
        guard case .noted(_, let hasFailed)? = outcome else { throw PromiseBroken(description: "not noted") }
        return hasFailed
    }
}

extension StorePromise {
    static let statuses: [StorePromise] = [
        StorePromise(
            "What a platform reports of a reply only goes forward",
            onOne: { desk in
                let item = try await desk.reply(to: "hi", id: "1")
                try await desk.record(item, .sent(platformIDs: ["p1"]))
                for (state, expected) in [
                    (DeliveryStatus.State.delivered, "delivered"), (.sent, "delivered"), (.read, "read"),
                    (.delivered, "read"), (.read, "read"), (.failed, "read"),
                ] {
                    try check(try await !desk.report(state, of: "p1"), "nothing is due by it")
                    try checkEqual(try await desk.state(of: item), expected, "after \(state)")
                }
                try await desk.report(.delivered, of: "unknown")
                try await desk.on("other").report(.failed, of: "p1", reply: item.reply.id, error: .send(.never))
                try checkEqual(try await desk.state(of: item), "read", "another instance says nothing about it")
            }),
        StorePromise(
            "A report that comes before the send is recorded is not lost",
            onOne: { desk in
                let early = try await desk.reply(to: "hi", id: "1")
                try await desk.report(.sent, of: "p1", reply: early.reply.id)
                try await desk.report(.delivered, of: "p1", reply: early.reply.id)
                try checkEqual(try await desk.state(of: early), "sending", "the send is still going on")
                try await desk.record(early, .sent(platformIDs: ["p1"]))
                try checkEqual(try await desk.state(of: early), "delivered", "then it is what was reported")
                let failed = try await desk.reply(to: "ho", id: "2")
                try await desk.report(.failed, of: "p2", reply: failed.reply.id, error: .send(.never))
                try await desk.record(failed, .sent(platformIDs: ["p2"]))
                try checkEqual(try await desk.state(of: failed), "dead", "a failure too")
                let unclear = try await desk.reply(to: "hu", id: "3")
                try await desk.report(.sent, of: "p3", reply: unclear.reply.id)
                try await desk.record(unclear, .unknown(retryAt: desk.now + 30, .trouble))
                try checkEqual(try await desk.state(of: unclear), "sent", "and it settles a send that timed out")
            }),
        StorePromise(
            "A failure of an earlier send, whose outcome was unknown, is not the next one's",
            onOne: { desk in
                let first = try await desk.reply(to: "hi", id: "1")
                let id = first.reply.id
                let again = try require(
                    try await desk.record(first, .unknown(retryAt: desk.now, .trouble)), "the second send")
                for _ in 1...2 { try await desk.report(.failed, of: "p1", reply: id, error: .send(.never)) }
                try await desk.record(again, .sent(platformIDs: ["p2"]))
                try checkEqual(try await desk.state(of: first), "sent", "the second was taken")
                try await desk.report(.failed, of: "p1", reply: id, error: .send(.never))
                try checkEqual(try await desk.state(of: first), "sent", "whatever is said of the first")
                try await desk.report(.failed, of: "p2", reply: id, error: .send(.never))
                try checkEqual(try await desk.state(of: first), "dead", "but not of the second")
                let other = try await desk.reply(to: "ho", id: "2", at: "bob")
                let last = try require(
                    try await desk.record(other, .unknown(retryAt: desk.now, .trouble)), "the second send")
                try await desk.report(.failed, of: "p3", reply: other.reply.id, error: .send(.never))
                try await desk.report(.delivered, of: "p4", reply: other.reply.id)
                try await desk.record(last, .sent(platformIDs: ["p4"]))
                try checkEqual(try await desk.state(of: last), "delivered", "its own report is heard beside it")
            }),
        StorePromise("What a platform has reported before a kill is not sent again") { bench in
            let before = Desk(store: try await bench.open())
            let taken = try await before.reply(to: "hi", id: "1")
            let failed = try await before.reply(to: "hi", id: "1", at: "bob")
            try await before.report(.delivered, of: "p1", reply: taken.reply.id)
            try await before.report(.failed, of: "p2", reply: failed.reply.id, error: .send(.fallback))
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.takeOverReplies(after: .seconds(30))
            try checkEqual(try await desk.state(of: taken), "delivered", "it has arrived")
            let again = try await desk.take()
            try checkEqual(again.map(\.reply.id), [failed.reply.id], "the other has not")
            try checkEqual(again.map(\.reply.usesFallback), [true], "and goes the other way")
            let record = try await desk.store.reply(failed.reply.id)?.record
            try checkEqual(record?.uncertain, 0, "nothing about it is uncertain")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise(
            "A report settles a send of unknown outcome, and lets those behind it go",
            onOne: { desk in
                let item = try await desk.reply(to: "1", id: "1", "one")
                try await desk.answer(try await desk.say("2", id: "2", caller: .absent).begun(), "two")
                try await desk.record(item, .unknown(retryAt: desk.now + 30, .trouble))
                try check(try await desk.report(.sent, of: "p1", reply: item.reply.id), "replies are due")
                try checkEqual(try await desk.state(of: item), "sent", "settled")
                try checkEqual(try await desk.later(60).take().map(\.reply.body), [.text("two")], "not sent again")
                try await desk.report(.delivered, of: "p1")
                try checkEqual(try await desk.state(of: item), "delivered", "its id is known from then on")
            }),
        StorePromise(
            "A reply that failed after it was taken is sent again at its time, before those behind it",
            onOne: { desk in
                let item = try await desk.reply(to: "1", id: "1", "one")
                try await desk.record(item, .sent(platformIDs: ["p1"]))
                try check(
                    try await !desk.report(.failed, of: "p1", error: .send(.after(.seconds(20)))), "nothing is due yet")
                try await desk.answer(try await desk.say("2", id: "2", caller: .absent).begun(), "two")
                try checkEqual(try await desk.later(19).take(), [], "not before its time")
                try await desk.later(1).report(.failed, of: "p1", error: .send(.after(.seconds(20))))
                try await desk.report(.sent, of: "p1", reply: item.reply.id)
                let again = try require(try await desk.later(20).take().first, "again")
                try checkEqual(again.reply.id, item.reply.id, "the same reply; late words changed nothing")
                try checkEqual(again.reply.attempt, 2, "counted")
                try await desk.report(.failed, of: "p1", error: .send(.never))
                let next = try await desk.record(again, .sent(platformIDs: ["p2"]))
                try checkEqual(next?.reply.body, .text("two"), "then those behind it")
                try await desk.report(.failed, of: "p1", error: .send(.never))
                try checkEqual(try await desk.state(of: item), "sent", "an old failure is not the new send's")
                try await desk.report(.delivered, of: "p2")
                try checkEqual(try await desk.state(of: item), "delivered", "but its own report is")
            }),
        StorePromise(
            "A reply that fails each time after it was taken waits longer each time, and ends unless it is all that fail",
            onOne: { desk in
                let error = ChannelError.send(.after(.seconds(1)), scope: .instance)
                let item = try await desk.reply(to: "hi", id: "1")
                try await desk.record(item, .sent(platformIDs: ["p1"]))
                try await desk.report(.failed, of: "p1", error: error)
                var desk = desk
                for attempt in 2...40 {
                    let pauses = [1.0, 4, 16, 64, 256, 300]
                    let pause = pauses[min(attempt - 2, pauses.count - 1)]
                    try checkEqual(try await desk.later(pause - 0.1).take(), [], "not after \(attempt - 1) so soon")
                    desk = desk.later(pause)
                    let again = try require(try await desk.take().first, "again, after \(pause) s")
                    try await desk.record(again, .sent(platformIDs: ["p\(attempt)"]))
                    try await desk.report(.failed, of: "p\(attempt)", error: attempt < 40 ? error : .send(.now))
                }
                try checkEqual(try await desk.state(of: item), "dead", "its own failures have an end")
            }),
        StorePromise(
            "Only the first word of a failure is news",
            onOne: { desk in
                let item = try await desk.reply(to: "hi", id: "1")
                try check(try await desk.isNews("p1", of: item), "it comes while the reply is being sent")
                try check(try await !desk.isNews("p1", of: item), "and comes again")
                let again = try require(try await desk.record(item, .sent(platformIDs: ["p1"])), "again")
                try check(try await !desk.isNews("p1", of: item), "and when the next is going on")
                try await desk.record(again, .sent(platformIDs: ["p2"]))
                try check(try await !desk.isNews("p1", of: again), "it is not of the next send")
                try check(try await desk.isNews("p2", of: again), "which fails too")
            }),
        StorePromise(
            "What a failure asks for is done: at once, the other way, or never again",
            onOne: { desk in
                func failing(_ id: String, _ retry: ChannelError.Retry) async throws -> (OutboxItem, Bool) {
                    let item = try await desk.reply(to: "hi", id: id, at: ChatAddress(id))
                    try await desk.record(item, .sent(platformIDs: ["p-\(id)"]))
                    return (item, try await desk.report(.failed, of: "p-\(id)", error: .send(retry)))
                }
                for (id, retry) in [("a", ChannelError.Retry.never), ("b", .unknown)] {
                    let (item, isDue) = try await failing(id, retry)
                    try check(!isDue, "nothing is due")
                    try checkEqual(try await desk.state(of: item), "dead", "a dead letter")
                    let detail = try await desk.store.reply(item.reply.id)
                    try checkEqual(detail?.record.lastError?.code, "send_failed", "with its reason")
                }
                let (_, isDue) = try await failing("c", .now)
                try check(isDue, "at once")
                try checkEqual(try await desk.sendAll().count, 1, "it is taken")
                let (item, _) = try await failing("d", .fallback)
                let other = try require(try await desk.take().first, "at once")
                try check(other.reply.usesFallback, "the other way")
                try await desk.record(other, .sent(platformIDs: ["p-e"]))
                try await desk.report(.failed, of: "p-e", error: .send(.fallback))
                try checkEqual(try await desk.state(of: item), "dead", "there is no third")
            }),
        StorePromise(
            "Of the parts of a reply one goes the other way; those that cannot go the ordinary one are dead letters",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
                let done = try await desk.answer(turn, "one two three", parts: ["one", "two", "three"])
                let first = try require(done.replies.first, "a reply")
                let other = try require(try await desk.record(first, .fallback(.trouble)), "the other way")
                try checkEqual(other.reply.id, first.reply.id, "the first")
                let second = try require(try await desk.record(other, .sent(platformIDs: ["p1"])), "the second")
                let third = try require(try await desk.record(second, .fallback(.trouble)), "the third")
                try checkEqual(third.reply.body, .text("three"), "the third")
                try await desk.record(third, .sent(platformIDs: ["p3"]))
                try await desk.report(.failed, of: "p3", error: .send(.fallback))
                for item in [second, third] {
                    let record = try await desk.store.reply(item.reply.id)?.record
                    try checkEqual(record?.state, "dead", "a dead letter")
                    try checkEqual(record?.lastError?.code, "fallback_taken", "with its reason")
                }
                let next = try await desk.reply(to: "ho", id: "2")
                let otherNext = try await desk.record(next, .fallback(.trouble))
                try checkEqual(otherNext?.reply.usesFallback, true, "another turn's reply has its own other way")
            }),
    ]
}
