import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let replies: [StorePromise] = [
        StorePromise(
            "Who collects is sent nothing, who listens or is absent is sent the answer",
            onOne: { desk in
                for (address, caller) in [("a", Caller.collects), ("b", .listens), ("c", .absent)] {
                    let turn = try await desk.say(
                        "hi", id: "m-\(address)", at: ChatAddress(address), caller: caller, context: "c-\(address)"
                    ).begun()
                    let replies = try await desk.answer(turn, "hello").replies
                    if caller == .collects {
                        try checkEqual(replies, [], "nothing is sent")
                        continue
                    }
                    let item = try require(replies.first, "a reply to \(caller)")
                    try checkEqual(item.reply.body, .text("hello"), "the answer")
                    try checkEqual(item.reply.inReplyTo, "m-\(address)", "names its message")
                    try checkEqual(item.reply.conversation, turn.conversation, "names its conversation")
                    try checkEqual(item.reply.attempt, 1, "the first attempt")
                    try checkEqual(item.address, ReplyAddress(chat: turn.address, context: "c-\(address)"), "goes back")
                }
                try checkEqual(try await desk.store.pendingReplies(channels: ["web"]), 2, "two are not sent yet")
            }),
        StorePromise(
            "Who listens is told of a failure and of a cancellation, who is absent is not",
            onOne: { desk in
                let failed = try await desk.say("hi", id: "1", at: "a", caller: .listens).begun()
                let reply = try require(try await desk.fail(failed).replies.first, "a reply")
                guard case .failure(let error) = reply.reply.body else {
                    throw PromiseBroken(description: "not a failure but \(reply)")
                }
                try checkEqual(error.code, "model_failed", "with its code")
                try checkEqual(error.retry, .after(.milliseconds(1500)), "and when to try again")
                let cancelled = try await desk.say("hi", id: "1", at: "b", caller: .listens).begun()
                try checkEqual(try await desk.end(cancelled, .cancelled(partial: nil)).replies.count, 1, "told")
                let absent = try await desk.say("hi", id: "1", at: "c", caller: .absent).begun()
                try checkEqual(try await desk.fail(absent).replies, [], "silence")
            }),
        StorePromise(
            "Of a chat the oldest unsent reply goes first, one at a time",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                _ = try await desk.say("2", id: "2", caller: .absent).queued()
                let done = try await desk.answer(first, "one")
                let reply = try require(done.replies.first, "the first reply")
                let second = try await desk.answer(try require(done.next, "the second turn"), "two")
                try checkEqual(second.replies, [], "the second waits for the first to be sent")
                try checkEqual(
                    try await desk.store.takeReplies(channels: ["web"], limit: 10, now: desk.now), [], "nothing may go")
                let next = try await desk.store.recordSend(reply.reply.id, .sent(platformIDs: ["p"]), now: desk.now)
                try checkEqual(next?.reply.body, .text("two"), "then the second goes")
                let other = try await desk.say("x", id: "1", at: "bob", caller: .absent).begun()
                try checkEqual(try await desk.answer(other).replies.count, 1, "another chat waits for nobody")
            }),
        StorePromise(
            "A reply that backs off keeps its followers behind it, and its content",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                let reply = try require(try await desk.answer(first, "one").replies.first, "the first reply")
                let second = try await desk.say("2", id: "2", caller: .absent).begun()
                try await desk.answer(second, "two")
                let retry = SendOutcome.retry(at: desk.now + 10, .trouble, counts: true)
                try check(
                    try await desk.store.recordSend(reply.reply.id, retry, now: desk.now) == nil, "nothing goes yet")
                let early = try await desk.store.takeReplies(channels: ["web"], limit: 10, now: desk.now + 9)
                try checkEqual(early, [], "nor before its time")
                let again = try await desk.store.takeReplies(channels: ["web"], limit: 10, now: desk.now + 10)
                try checkEqual(again.map(\.reply.body), [.text("one")], "then it, and it alone")
                try checkEqual(again.map(\.reply.attempt), [2], "the attempt is counted")
                try checkEqual(again.map(\.reply.id), [reply.reply.id], "under the same id")
            }),
        StorePromise(
            "A dead letter lets the next reply go",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", caller: .absent).begun()
                let reply = try require(try await desk.answer(first, "one").replies.first, "the first reply")
                try await desk.answer(try await desk.say("2", id: "2", caller: .absent).begun(), "two")
                let next = try await desk.store.recordSend(reply.reply.id, .dead(.trouble), now: desk.now)
                try checkEqual(next?.reply.body, .text("two"), "the next one goes")
                try checkEqual(try await desk.store.pendingReplies(channels: ["web"]), 1, "the dead one is not pending")
                try await desk.expect(.fenced, "what was recorded is not recorded again") {
                    _ = try await desk.store.recordSend(reply.reply.id, .sent(platformIDs: []), now: desk.now)
                }
            }),
        StorePromise(
            "A send whose outcome is unknown is taken again at its time",
            onOne: { desk in
                let turn = try await desk.say("1", id: "1", caller: .absent).begun()
                let reply = try require(try await desk.answer(turn).replies.first, "a reply")
                let unknown = SendOutcome.unknown(retryAt: desk.now + 30, .trouble)
                _ = try await desk.store.recordSend(reply.reply.id, unknown, now: desk.now)
                let again = try await desk.store.takeReplies(channels: ["web"], limit: 1, now: desk.now + 30)
                try checkEqual(again.map(\.reply.id), [reply.reply.id], "the same reply")
            }),
        StorePromise(
            "Replies are taken for the channels that are asked for, up to the limit",
            onOne: { desk in
                for address in ["a", "b", "c"] {
                    let turn = try await desk.say("hi", id: "1", at: ChatAddress(address), caller: .absent).begun()
                    let reply = try require(try await desk.answer(turn).replies.first, "a reply")
                    let retry = SendOutcome.retry(at: desk.now + 1, .trouble, counts: true)
                    _ = try await desk.store.recordSend(reply.reply.id, retry, now: desk.now)
                }
                let none = try await desk.store.takeReplies(channels: ["other"], limit: 10, now: desk.now + 1)
                try checkEqual(none, [], "another channel's are left alone")
                let two = try await desk.store.takeReplies(channels: ["other", "web"], limit: 2, now: desk.now + 1)
                try checkEqual(two.map(\.address.chat), ["a", "b"], "two, oldest first")
            }),
    ]
}
