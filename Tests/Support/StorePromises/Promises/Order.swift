import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    static let order: [StorePromise] = [
        StorePromise(
            "A lane's messages are begun one at a time, in the order in which they were accepted",
            onOne: {
                desk in
                let first = try await desk.say("one", id: "1", context: "c1").begun()
                try checkEqual(first.replyContext, "c1", "with what the channel wrote")
                let second = try await desk.say("two", id: "2", context: "c2").queued()
                let third = try await desk.say("three", id: "3").queued()
                try checkEqual(try await desk.begin(), [], "a busy lane begins nothing")
                let next = try require(try await desk.answer(first).next, "the second turn")
                try checkEqual(next.id, second, "the second is next")
                try checkEqual(next.replyContext, "c2", "with what the channel wrote")
                try checkEqual(try await desk.fail(next).next?.id, third, "the third follows, though the second failed")
            }),
        StorePromise(
            "Lanes do not wait for each other",
            onOne: { desk in
                _ = try await desk.say("hi", id: "1", at: "alice").begun()
                _ = try await desk.say("hi", id: "1", at: "bob").begun()
                _ = try await desk.on("other").say("hi", id: "1", at: "alice").begun()
            }),
        StorePromise(
            "A store that may begin nothing queues, and begins the heads of free lanes, oldest first",
            onOne: {
                desk in
                let alice = try await desk.say("a1", id: "1", at: "alice", mayBegin: false).queued()
                let bob = try await desk.say("b1", id: "1", at: "bob", mayBegin: false).queued()
                _ = try await desk.say("a2", id: "2", at: "alice", mayBegin: false).queued()
                _ = try await desk.say("a3", id: "3", at: "alice").queued()
                try checkEqual(try await desk.store.pendingTurns(), 4, "all wait")
                try checkEqual(try await desk.begin(1).map(\.id), [alice], "the limit holds")
                try checkEqual(try await desk.begin().map(\.id), [bob], "of a lane only the head")
                try checkEqual(try await desk.begin(0), [], "a limit of zero begins nothing")
            }),
        StorePromise(
            "A completed turn begins no other where it may not",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                let second = try await desk.say("two", id: "2").queued()
                try check(try await desk.answer(first, mayBeginNext: false).next == nil, "nothing is begun")
                try checkEqual(try await desk.begin().map(\.id), [second], "it is begun when asked for")
            }),
        StorePromise(
            "A postponed turn holds its lane, and is begun again when its time has come",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                _ = try await desk.say("two", id: "2").queued()
                try await desk.store.postpone(first.id, until: desk.now + 30, error: .trouble)
                try checkEqual(try await desk.later(29).begin(), [], "not before its time, and nothing overtakes it")
                let again = try require(try await desk.later(30).begin().first, "the same turn")
                try checkEqual(again.id, first.id, "the same turn")
                try checkEqual(again.attempt, 2, "the attempt is counted")
                try checkEqual(try await desk.rows("messages"), 1, "its question is stored once")
            }),
        StorePromise(
            "Messages of one delivery keep their order",
            onOne: { desk in
                let outcomes = try await desk.accept(
                    (1...3).map { number in
                        .message(
                            InboundMessage(
                                id: "\(number)", sender: .identity(Identity(id: "alice")), address: "alice",
                                content: "message \(number)", caller: .absent))
                    })
                var turn: Turn? = try outcomes[0].begun()
                var seen: [String] = []
                while let running = turn {
                    seen.append(running.content)
                    turn = try await desk.answer(running).next
                }
                try checkEqual(seen, ["message 1", "message 2", "message 3"], "in order")
            }),
    ]
}
