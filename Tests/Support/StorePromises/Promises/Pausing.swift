import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    private static let optOut = TurnPlan.command(.stop, text: "Bye.")
    private static let forget = TurnPlan.command(.reset, text: "Done.")

    static let pausing: [StorePromise] = [
        StorePromise(
            "In a paused conversation a message is recorded and answered by nobody, and whoever waits is told",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.answer(first, "1")
                try check(try await desk.pause(first.conversation), "paused")
                let turn = try await desk.say("two", id: "2", caller: .absent).skipped()
                try checkEqual(turn.rule, "paused", "the rule's name")
                try checkEqual(try await desk.say("three", id: "3").skipped().rule, "paused", "who waits is told")
                try checkEqual(try await desk.begin(), [], "no turn")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nothing waits")
                try checkEqual(try await desk.take(), [], "nothing is sent")
                try checkEqual(
                    try await desk.said(first.conversation), ["one", "1", "two", "three"], "recorded, in order")
                let listed = try await desk.store.inbox(state: "skipped", limit: 10, after: nil)
                try checkEqual(listed.map(\.rule), ["paused", "paused"], "an operator finds them")
                try checkEqual(try await desk.rows("messages"), 4, "once each")
            }),
        StorePromise(
            "A message that comes again in a paused conversation is the same message, and its end is known",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.answer(first)
                try check(try await desk.pause(first.conversation), "paused")
                let turn = try await desk.say("two", id: "2").skipped().turn
                try checkEqual(try await desk.say("two", id: "2").skipped().turn, turn, "the same turn")
                try check(try await desk.say("two", id: "2", caller: .absent).isNoted, "a redelivery is silence")
                try checkEqual(try await desk.store.outcome(of: turn), .failed(.paused), "for whoever asks later")
                try check(try await desk.resume(first.conversation), "resumed")
                try checkEqual(try await desk.say("two", id: "2").skipped().turn, turn, "a person has answered it")
                try checkEqual(try await desk.rows("messages"), 3, "no second question")
            }),
        StorePromise(
            "After a resume the next message is answered, and the model sees what was said meanwhile",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.answer(first, "1")
                try check(try await desk.pause(first.conversation), "paused")
                // For longer than a conversation may be idle.
                let later = desk.later(7200)
                _ = try await later.say("two", id: "2", caller: .absent).skipped()
                let saying = try await later.store.say("a person's word", in: first.conversation, now: later.now)
                guard case .said(let message, _) = saying else {
                    throw PromiseBroken(description: "not said but \(saying)")
                }
                let last = later.later(7200)
                let held = try require(try await desk.page(first.conversation, of: first.user), "a page")
                try check(held.isPaused, "whoever reads is told that a person has it")
                try check(try await last.resume(first.conversation), "resumed")
                let turn = try await last.later(3500).say("three", id: "3", caller: .absent).begun()
                try checkEqual(turn.conversation, first.conversation, "the same conversation")
                try checkEqual(
                    turn.history.map(\.content), ["one", "1", "two", "a person's word"], "all that was said")
                try checkEqual(turn.history.map(\.role), [.user, .assistant, .user, .assistant], "by whom")
                let page = try require(try await desk.page(first.conversation, of: first.user), "a page")
                try checkEqual(page.messages.filter(\.isByOperator).map(\.id), [message], "marked as a person's")
                try check(!page.isPaused, "nobody has it any more")
            }),
        StorePromise(
            "What waits when a conversation is paused is recorded in its place; what runs goes on to its end",
            onOne: { desk in
                let running = try await desk.say("one", id: "1", caller: .absent).begun()
                let waiting = try await desk.say("two", id: "2").queued()
                _ = try await desk.say("three", id: "3", caller: .absent).queued()
                try check(try await desk.pause(running.conversation), "paused")
                let done = try await desk.answer(running, "1")
                try checkEqual(done.replies.map(\.reply.body), [.text("1")], "the answer is sent")
                try check(done.next == nil, "nothing is begun")
                try checkEqual(done.ended, 3, "and nothing is pending by it")
                try checkEqual(try await desk.store.pendingTurns(), 0, "nor counted")
                try checkEqual(try await desk.store.outcome(of: waiting), .failed(.paused), "whoever waits is told")
                try checkEqual(
                    try await desk.said(running.conversation), ["one", "1", "two", "three"], "in their order")
                try check(try await desk.resume(running.conversation), "resumed")
                _ = try await desk.say("four", id: "4").begun()
            }),
        StorePromise(
            "What was put off, or waits to be begun, is only recorded once its conversation is paused",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.store.postpone(first.id, until: desk.now + 10, error: .trouble)
                _ = try await desk.say("hi", id: "2", mayBegin: false).queued()
                try check(try await desk.pause(first.conversation), "paused")
                let later = desk.later(20)
                try checkEqual(try await later.begin(), [], "none is begun")
                try checkEqual(try await desk.store.pendingTurns(), 0, "none waits")
                try checkEqual(try await desk.said(first.conversation), ["one", "hi"], "each is recorded once")
            }),
        StorePromise(
            "Who listens is told by a failure that is none, in its place",
            onOne: { desk in
                let running = try await desk.say("one", id: "1", caller: .listens).begun()
                _ = try await desk.say("two", id: "2", caller: .listens).queued()
                try check(try await desk.pause(running.conversation), "paused")
                let done = try await desk.answer(running, "1")
                let item = try require(done.replies.first, "the answer")
                let next = try require(try await desk.record(item, .sent(platformIDs: [])), "the word for the second")
                guard case .failure(let error) = next.reply.body else {
                    throw PromiseBroken(description: "not told but \(next.reply.body)")
                }
                try checkEqual(error.code, .paused, "by its code")
                try checkEqual(next.reply.inReplyTo, "2", "of its message")
            }),
        StorePromise(
            "A failed message that is asked again while its conversation is paused is a person's to answer",
            onOne: { desk in
                let failed = try await desk.say("one", id: "1").begun()
                try await desk.fail(failed)
                try check(try await desk.pause(failed.conversation), "paused")
                try checkEqual(try await desk.say("one", id: "1").skipped().turn, failed.id, "not asked again")
                try checkEqual(try await desk.rows("messages"), 1, "and recorded once")
                try checkEqual(try await desk.take(), [], "told by the answer alone")
            }),
        StorePromise(
            "Who opts out of a paused conversation is obeyed and told; other commands are only recorded",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.answer(first)
                try check(try await desk.pause(first.conversation), "paused")
                let rule = try await desk.say("/reset", id: "2", plan: forget, caller: .absent).skipped().rule
                try checkEqual(rule, "paused", "a person reads it")
                let turn = try await desk.say("/stop", id: "3", plan: optOut, caller: .absent).begun()
                try checkEqual(turn.conversation, first.conversation, "in the same conversation")
                _ = try await desk.end(turn, .said("Bye."))
                try checkEqual(
                    try await desk.say("hi", id: "4", caller: .absent).skipped().rule, "opted_out", "and is let alone")
                try checkEqual(
                    try await desk.store.say("wait", in: first.conversation, now: desk.now), .optedOut, "by people too")
            }),
        StorePromise(
            "Only a conversation that goes on is paused, and pausing it twice is pausing it",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                _ = try await desk.say("/reset", id: "2", plan: forget).queued()
                let second = try require(try await desk.answer(first).next, "the command")
                _ = try await desk.end(second, .said("Done."))
                try check(try await !desk.pause(first.conversation), "it is finished")
                try check(try await !desk.pause(ConversationID(4711)), "it is not there")
                try checkEqual(
                    try await desk.store.say("x", in: first.conversation, now: desk.now), .finished, "nothing is said")
                try checkEqual(
                    try await desk.store.say("x", in: ConversationID(4711), now: desk.now), .notFound, "nor there")
                let next = try await desk.say("two", id: "3").begun()
                try await desk.answer(next)
                try check(try await desk.pause(next.conversation), "paused")
                try check(try await desk.later(5).pause(next.conversation), "still")
                let record = try require(
                    try await desk.store.conversation(next.conversation, limit: 0, before: nil), "its row"
                ).record
                try checkEqual(record.pausedAt, desk.now, "since the first time")
            }),
        StorePromise("A pause outlives the process, and so does what a person said") { bench in
            let before = Desk(store: try await bench.open())
            let first = try await before.say("one", id: "1", caller: .absent).begun()
            try await before.answer(first)
            _ = try await before.sendAll()
            let running = try await before.say("two", id: "2", caller: .absent).begun()
            try check(try await before.pause(first.conversation), "paused")
            _ = try await before.store.say("a word", in: first.conversation, now: before.now)
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try checkEqual(try await desk.suspect(), nil, "what a crash cut off is a person's by now")
            let row = try require(try await desk.store.turn(running.id), "its row").record
            try checkEqual([row.state, row.rule ?? ""], ["skipped", "paused"], "recorded")
            _ = try await desk.say("three", id: "3", caller: .absent).skipped()
            try await desk.takeOverReplies()
            let sent = try await desk.sendAll().map(\.reply.body)
            try check(sent.contains(.text("a word")), "sent after the restart")
            await desk.store.close()
            await before.store.close()
        },
    ]
}

extension Desk {
    func pause(_ conversation: ConversationID) async throws -> Bool {
        try await store.pauseConversation(conversation, now: now)
    }

    func resume(_ conversation: ConversationID) async throws -> Bool {
        try await store.resumeConversation(conversation, now: now)
    }

    /// All that stands in a conversation, oldest first.
    func said(_ conversation: ConversationID) async throws -> [String] {
        try require(try await store.conversation(conversation, limit: 100, before: nil), "the conversation")
            .messages.map(\.content)
    }
}
