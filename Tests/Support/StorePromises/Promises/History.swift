import BotStore
import ChannelKit

extension StorePromise {
    static let history: [StorePromise] = [
        StorePromise(
            "The model is shown what was said before, oldest first",
            onOne: { desk in
                let opening = try await desk.start()
                func say(_ text: String) async throws -> Turn {
                    try await desk.say(
                        text, id: text, from: .user(opening.user), at: "x", in: .existing(opening.conversation)
                    ).begun()
                }
                let first = try await say("one")
                try checkEqual(
                    first.history, [.init(role: .assistant, content: "Hello!")], "the greeting, from the very start")
                try await desk.answer(first, "1")
                let second = try await say("two")
                try checkEqual(
                    second.history.map(\.content), ["Hello!", "one", "1"], "in order, the question left out")
                try checkEqual(second.history.map(\.role), [.assistant, .user, .assistant], "with their roles")
            }),
        StorePromise(
            "History is bounded and holds whole turns",
            onOne: { desk in
                var desk = desk
                desk.policy.historyLimit = 5
                for number in 1...6 {
                    try await desk.answer(try await desk.say("q\(number)", id: "\(number)").begun(), "a\(number)")
                }
                let turn = try await desk.say("q7", id: "7").begun()
                try checkEqual(
                    turn.history.map(\.content), ["q5", "a5", "q6", "a6"], "whole turns within five messages")
                try await desk.answer(turn, "a7")
                desk.policy.historyLimit = 0
                try checkEqual(try await desk.say("q8", id: "8").begun().history, [], "none where none is wanted")
            }),
        StorePromise(
            "A history that just fits is not cut",
            onOne: { desk in
                var desk = desk
                desk.policy.historyLimit = 2
                try await desk.answer(try await desk.say("q1", id: "1").begun(), "a1")
                let turn = try await desk.say("q2", id: "2").begun()
                try checkEqual(turn.history.map(\.content), ["q1", "a1"], "both")
            }),
        StorePromise(
            "A reply that broke off is stored and shown to nobody later",
            onOne: { desk in
                let first = try await desk.say("one", id: "1").begun()
                try await desk.fail(first, partial: "half a rep")
                let second = try await desk.say("two", id: "2").begun()
                try checkEqual(second.history.map(\.content), ["one"], "left out of what the model is shown")
                let page = try require(try await desk.page(first.conversation, of: first.user), "a page")
                try checkEqual(page.messages.map(\.content), ["one", "two"], "and of what the user reads")
                try checkEqual(try await desk.rows("messages"), 3, "but kept")
            }),
        StorePromise(
            "Usage is taken with the answer",
            onOne: { desk in
                let turn = try await desk.say("one", id: "1").begun()
                let usage = TurnCompletion.Usage(model: "m", promptTokens: 3, completionTokens: 5, finishReason: "stop")
                let done = try await desk.end(turn, .answered(text: "1", usage: usage))
                try checkEqual(try done.outcome.answer().text, "1", "answered")
            }),
        StorePromise(
            "A conversation is read in pages, newest first, in order within a page",
            onOne: { desk in
                for number in 1...3 {
                    try await desk.answer(try await desk.say("q\(number)", id: "\(number)").begun(), "a\(number)")
                }
                let turn = try await desk.say("q4", id: "4").begun()
                let last = try require(try await desk.page(turn.conversation, of: turn.user, limit: 3), "a page")
                try checkEqual(last.messages.map(\.content), ["q3", "a3", "q4"], "the newest page")
                let before = try require(
                    try await desk.page(turn.conversation, of: turn.user, before: last.messages[0].id), "a page")
                try checkEqual(before.messages.map(\.content), ["q1", "a1", "q2", "a2"], "the page before it")
                try checkEqual(before.messages[0].createdAt, desk.now, "with its time")
                let none = try require(
                    try await desk.page(turn.conversation, of: turn.user, before: before.messages[0].id), "a page")
                try checkEqual(none.messages, [], "then an empty one")
            }),
        StorePromise(
            "A user reads what was said to the bot itself as well, in its place; the model is never shown it",
            onOne: { desk in
                func aside(_ id: String) async throws {
                    let turn = try await desk.say("/help", id: id, plan: .say("help \(id)")).begun()
                    _ = try await desk.end(turn, .said("help \(id)"))
                }
                try await aside("1")
                try await desk.answer(try await desk.say("q2", id: "2").begun(), "a2")
                try await aside("3")
                try await aside("4")
                let turn = try await desk.say("q5", id: "5").begun()
                try checkEqual(turn.history.map(\.content), ["q2", "a2"], "nothing for the model")
                try await desk.answer(turn, "a5")
                var pages: [[String]] = []
                var before: MessageID?
                repeat {
                    let page = try require(
                        try await desk.page(turn.conversation, of: turn.user, before: before, limit: 4), "a page")
                    pages.append(page.messages.map(\.content))
                    before = page.messages.first?.id
                } while before != nil
                try checkEqual(
                    pages,
                    [
                        ["/help", "help 4", "q5", "a5"], ["q2", "a2", "/help", "help 3"], ["/help", "help 1"], [],
                    ], "in order, from page to page")
            }),
    ]

    static let isolation: [StorePromise] = [
        StorePromise(
            "Nobody reads a conversation that is not theirs or not of this instance",
            onOne: { desk in
                let mine = try await desk.start()
                let other = try await desk.start()
                try check(try await desk.page(mine.conversation, of: mine.user) != nil, "one's own is read")
                try check(try await desk.page(other.conversation, of: mine.user) == nil, "another's is not")
                try check(
                    try await desk.on("other").page(mine.conversation, of: mine.user) == nil, "nor on another instance")
                try check(try await desk.page(ConversationID(4711), of: mine.user) == nil, "nor one that is not there")
            }),
        StorePromise(
            "The same address on two instances is two conversations",
            onOne: { desk in
                let one = try await desk.say("secret", id: "1").begun()
                try await desk.answer(one)
                let two = try await desk.on("other").say("hi", id: "1").begun()
                try check(one.conversation != two.conversation, "two conversations")
                try checkEqual(two.history, [], "nothing is seen of the other")
            }),
    ]
}
