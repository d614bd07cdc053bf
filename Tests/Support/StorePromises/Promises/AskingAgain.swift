import BotStore
import ChannelKit

extension StorePromise {
    static let askingAgain: [StorePromise] = [
        StorePromise(
            "A message that failed is asked again for who waits, without a second question",
            onOne: { desk in
                let first = try await desk.say("hi", id: "1").begun()
                try await desk.fail(first)
                guard case .failed(let error)? = try await desk.store.outcome(of: first.id) else {
                    throw PromiseBroken(description: "the failure is not recorded")
                }
                try checkEqual(error, .trouble, "the failure is recorded whole")
                let again = try await desk.later(60).say("hi", id: "1", caller: .listens, context: "line 2").begun()
                try checkEqual(again.id, first.id, "the same turn")
                try checkEqual(again.caller, .listens, "for the caller that asks now")
                try checkEqual(again.replyContext, "line 2", "with its way back")
                try checkEqual(again.attempt, 2, "another attempt")
                try checkEqual(again.conversation, first.conversation, "the same conversation")
                try checkEqual(again.acceptedAt, desk.later(60).now, "accepted when it was asked again")
                let replies = try await desk.answer(again, "hello").replies
                try checkEqual(replies.map(\.address.context), ["line 2"], "who is sent the answer")
                let page = try require(try await desk.page(first.conversation, of: first.user), "a page")
                try checkEqual(page.messages.map(\.content), ["hi", "hello"], "one question, one answer")
            }),
        StorePromise(
            "What is asked again goes to its lane's tail",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                let second = try await desk.say("two", id: "2").queued()
                let running = try require(try await desk.fail(first).next, "the second turn")
                _ = try await desk.say("three", id: "3").queued()
                try checkEqual(try await desk.say("one", id: "1").queued(), first.id, "it waits")
                try checkEqual(running.id, second, "the second runs")
                let third = try require(try await desk.answer(running).next, "the third turn")
                try checkEqual(third.content, "three", "the third is before it")
                try checkEqual(try await desk.answer(third).next?.id, first.id, "then it comes")
            }),
        StorePromise(
            "A message that failed is silence for a platform that delivers it again",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
                try await desk.fail(turn)
                try check(try await desk.say("hi", id: "1", caller: .absent).isNoted, "noted")
                try checkEqual(try await desk.begin(), [], "and not asked again")
            }),
        StorePromise(
            "A cancelled turn is over, keeps what had come, and may be asked again",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1").begun()
                _ = try await desk.end(turn, .cancelled(partial: "hel"))
                try checkEqual(try await desk.store.outcome(of: turn.id), .cancelled, "cancelled")
                try checkEqual(try await desk.rows("messages"), 2, "what had come is kept")
                let again = try await desk.say("hi", id: "1").begun()
                try checkEqual(again.history, [], "and is not shown to the model")
            }),
    ]
}
