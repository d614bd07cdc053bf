import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    /// People at the counter: what operators see of conversations, and say in them.
    static let counter: [StorePromise] = [
        StorePromise(
            "An operator's words are sent behind what waits for the same chat, and hold up no other",
            onOne: { desk in
                let first = try await desk.say("one", id: "1", caller: .absent, context: "thread").begun()
                let done = try await desk.answer(first, "1")
                let item = try require(done.replies.first, "the answer, being sent")
                let saying = try await desk.store.say("a word", in: first.conversation, now: desk.now)
                guard case .said(let message, let reply) = saying else {
                    throw PromiseBroken(description: "not said but \(saying)")
                }
                try checkEqual(try await desk.take(), [], "not before the answer")
                let next = try require(try await desk.record(item, .sent(platformIDs: ["p"])), "the word")
                try checkEqual(next.reply.id, reply, "by the id that the operator was told")
                try checkEqual(next.reply.body, .text("a word"), "as it was said")
                try checkEqual(next.address, ReplyAddress(chat: "alice", context: "thread"), "where the answer went")
                try checkEqual(next.reply.inReplyTo, nil, "in answer to nothing")
                try checkEqual(next.reply.conversation, first.conversation, "of its conversation")
                let last = try require(
                    try await desk.store.conversation(first.conversation, limit: 1, before: nil)?.messages.last,
                    "the message")
                try checkEqual(last.id, message, "stored")
                try checkEqual(last.role, .assistant, "as the assistant's")
                try check(last.isByOperator, "marked")
            }),
        StorePromise(
            "An operator can speak where nobody has been answered yet, if the chat itself says how",
            onOne: { desk in
                let opening = try await desk.start()
                let first = try await desk.store.say("one", in: opening.conversation, now: desk.now)
                guard case .said = first else { throw PromiseBroken(description: "not said but \(first)") }
                let turn = try await desk.say("hi", id: "1", at: "bob", caller: .absent).begun()
                let second = try await desk.store.say("two", in: turn.conversation, now: desk.now)
                guard case .said = second else { throw PromiseBroken(description: "not said but \(second)") }
                let sent = try await desk.sendAll()
                try checkEqual(
                    sent.map(\.address.chat), [ChatAddress(opening.conversation.description), "bob"], "each to its chat"
                )
                let lane = try await desk.say("hi", id: "2", at: "carl", lane: .sender, caller: .absent).begun()
                try checkEqual(
                    try await desk.store.say("x", in: lane.conversation, now: desk.now), .unreachable,
                    "a sender's address is not known before")
                try await desk.answer(lane)
                let last = try await desk.store.say("x", in: lane.conversation, now: desk.now)
                guard case .said = last else { throw PromiseBroken(description: "not said but \(last)") }
            }),
        StorePromise(
            "Conversations are listed newest first, by channel, user and state, in pages",
            onOne: { desk in
                var turns: [Turn] = []
                for chat in ["a", "b", "c"] {
                    let turn = try await desk.say("hi", id: chat, at: ChatAddress(chat)).begun()
                    try await desk.answer(turn)
                    turns.append(turn)
                }
                let other = try await desk.on("other").say("hi", id: "d", at: "a").begun()
                let ids = turns.map(\.conversation)
                try check(try await desk.pause(ids[1]), "paused")
                func list(
                    _ choice: ConversationChoice = ConversationChoice(), limit: Int = 10, before: ConversationID? = nil
                ) async throws -> [ConversationID] {
                    try await desk.store.conversations(choice, limit: limit, before: before).map(\.id)
                }
                try checkEqual(try await list(), [other.conversation, ids[2], ids[1], ids[0]], "all")
                try checkEqual(try await list(limit: 1, before: ids[2]), [ids[1]], "paged")
                try checkEqual(try await list(ConversationChoice(channel: "other")), [other.conversation], "by channel")
                try checkEqual(try await list(ConversationChoice(user: turns[0].user)), [ids[0]], "by user")
                try checkEqual(try await list(ConversationChoice(state: .paused)), [ids[1]], "by state")
                let next = try await desk.later(7200).say("hi", id: "e", at: "a").begun()
                try checkEqual(try await list(ConversationChoice(state: .finished)), [ids[0]], "what another follows")
                try checkEqual(
                    try await list(ConversationChoice(channel: "web", state: .open)), [next.conversation, ids[2]],
                    "what goes on")
                let record = try require(
                    try await desk.store.conversations(ConversationChoice(), limit: 1, before: nil).first, "one")
                try checkEqual(record.user, turns[0].user, "with its user")
                try checkEqual(record.createdAt, desk.now + 7200, "and its times")
            }),
        StorePromise(
            "Ids that are left out after a restore name nobody, and what was there goes on",
            onOne: { desk in
                let old = try await desk.start()
                let turn = try await desk.say("one", id: "1", caller: .absent).begun()
                try await desk.store.skipIDs(1_000_000)
                let new = try await desk.start()
                try check(new.user.rawValue > old.user.rawValue + 1_000_000, "users")
                try check(new.conversation.rawValue > old.conversation.rawValue + 1_000_000, "conversations")
                let reply = try require(try await desk.answer(turn).replies.first, "the reply")
                try check(reply.reply.id.rawValue > 1_000_000, "replies, also where there was none yet")
                let next = try await desk.say("two", id: "2", caller: .absent).begun()
                try check(next.id.rawValue > turn.id.rawValue + 1_000_000, "turns")
                try checkEqual(next.history.map(\.content), ["one", "fine"], "what was said goes on")
                try await desk.answer(next)
                try checkEqual(
                    try await desk.record(reply, .sent(platformIDs: []))?.reply.inReplyTo, "2", "and replies in order")
            }),
        StorePromise(
            "A conversation is shown with all that was said, what broke off among it, and what it cost",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                let usage = TurnCompletion.Usage(model: "m", promptTokens: 3, completionTokens: 5, finishReason: "stop")
                _ = try await desk.end(first, .answered(text: "1", usage: usage))
                try await desk.fail(try await desk.say("two", id: "2").begun(), partial: "half")
                let shown = try require(
                    try await desk.store.conversation(first.conversation, limit: 10, before: nil), "it")
                try checkEqual(shown.messages.map(\.content), ["one", "1", "two", "half"], "in order")
                try checkEqual(shown.messages.map(\.status), ["complete", "complete", "complete", "incomplete"], "so")
                try checkEqual(shown.messages[1].usage, usage, "with its usage")
                try check(shown.messages[0].usage == nil, "where there is any")
                let page = try require(
                    try await desk.store.conversation(first.conversation, limit: 1, before: shown.messages[2].id), "it")
                try checkEqual(page.messages.map(\.content), ["1"], "paged backwards")
                try check(
                    try await desk.store.conversation(ConversationID(4711), limit: 1, before: nil) == nil, "or nothing")
            }),
    ]
}
