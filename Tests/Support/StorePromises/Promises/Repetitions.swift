import BotStore
import ChannelKit

extension StorePromise {
    static let repetitions: [StorePromise] = [
        StorePromise(
            "Who repeats a line while it is being answered gets the same answer, once each",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .listens, context: "line 1").begun()
                try checkEqual(
                    try await desk.say("hi", id: "1", caller: .listens, context: "line 2").joined(), turn.id, "joined")
                try checkEqual(try await desk.store.pendingTurns(), 2, "both wait")
                let done = try await desk.answer(turn, "hello")
                try checkEqual(done.replies.map(\.address.context), ["line 1"], "the first goes")
                try checkEqual(done.ended, 2, "both are over")
                let second = try await desk.store.recordSend(
                    try require(done.replies.first, "a reply").reply.id, .sent(platformIDs: []), now: desk.now)
                try checkEqual(second?.address.context, "line 2", "then the second")
                try checkEqual(second?.reply.body, .text("hello"), "with the same answer")
                try checkEqual(second?.reply.inReplyTo, "1", "to the same message")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nothing is left to do")
            }),
        StorePromise(
            "Who repeats an answered line gets its stored answer again",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .listens).begun()
                let reply = try require(try await desk.answer(turn, "hello").replies.first, "a reply")
                _ = try await desk.store.recordSend(reply.reply.id, .sent(platformIDs: []), now: desk.now)
                _ = try await desk.say("hi", id: "1", caller: .listens, context: "line 9").repeated()
                let again = try await desk.store.takeReplies(channels: ["web"], limit: 10, now: desk.now)
                try checkEqual(again.map(\.address.context), ["line 9"], "one reply, to the line that asked")
                try checkEqual(again.map(\.reply.body), [.text("hello")], "with the stored answer")
            }),
        StorePromise(
            "Replies come in the order of the lines, repeated ones too",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .listens, context: "line 1").begun()
                _ = try await desk.say("two", id: "2", caller: .listens, context: "line 2").queued()
                _ = try await desk.say("one", id: "1", caller: .listens, context: "line 3").joined()
                _ = try await desk.say("four", id: "4", caller: .listens, context: "line 4").queued()
                var lines: [String?] = []
                var done = try await desk.answer(first, "1")
                var items = done.replies
                while true {
                    while let item = items.first {
                        lines.append(item.address.context)
                        items =
                            try await desk.store.recordSend(
                                item.reply.id, .sent(platformIDs: []), now: desk.now
                            ).map { [$0] } ?? []
                    }
                    guard let next = done.next else { break }
                    done = try await desk.answer(next, "\(next.content)")
                    items = done.replies
                }
                try checkEqual(lines, ["line 1", "line 2", "line 3", "line 4"], "in order")
            }),
        StorePromise(
            "A repetition behind other lines waits for them, and is over when they are",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .listens).begun()
                let reply = try require(try await desk.answer(first, "1").replies.first, "a reply")
                _ = try await desk.store.recordSend(reply.reply.id, .sent(platformIDs: []), now: desk.now)
                let second = try await desk.say("two", id: "2", caller: .listens, context: "line 2").begun()
                _ = try await desk.say("one", id: "1", caller: .listens, context: "line 3").joined()
                try checkEqual(try await desk.store.pendingTurns(), 2, "a repetition that waits is counted")
                let none = try await desk.store.takeReplies(channels: ["web"], limit: 10, now: desk.now)
                try checkEqual(none, [], "it does not overtake")
                let done = try await desk.answer(second, "2", mayBeginNext: false)
                try checkEqual(done.replies.map(\.address.context), ["line 2"], "the line before it first")
                try checkEqual(done.ended, 2, "both are over")
                try checkEqual(try await desk.store.pendingReplies(channels: ["web"]), 2, "then the repeated one")
            }),
        StorePromise(
            "Who listens to a turn of another chat gets its answer when it comes",
            onOne: { desk in
                let alice = Sender.identity(Identity(id: "alice"))
                let turn = try await desk.say("hi", id: "1", from: alice, at: "here", caller: .listens).begun()
                _ = try await desk.say("hi", id: "1", from: alice, at: "there", caller: .listens).joined()
                try checkEqual(try await desk.store.pendingTurns(), 2, "both wait")
                let done = try await desk.answer(turn)
                try checkEqual(done.replies.map(\.address.chat), ["here", "there"], "both")
                try checkEqual(done.ended, 2, "and both are over")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nothing is left to do")
            }),
        StorePromise(
            "Every repeated line is told of a failure, and asks again when it comes later",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .listens, context: "line 1").begun()
                _ = try await desk.say("hi", id: "1", caller: .listens, context: "line 2").joined()
                let done = try await desk.fail(turn)
                try checkEqual(try await desk.store.pendingReplies(channels: ["web"]), 2, "both are told")
                try check(done.next == nil, "nothing is begun for a repetition")
                let again = try await desk.say("hi", id: "1", caller: .listens, context: "line 3").begun()
                try await desk.answer(again, "hello")
                try checkEqual(
                    try await desk.store.pendingReplies(channels: ["web"]), 3, "and the third gets its answer")
            }),
    ]
}
