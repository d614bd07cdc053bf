import BotStore
import ChannelKit

extension StorePromise {
    static let people: [StorePromise] = [
        StorePromise(
            "An identity is the same user each time, and another user on another instance",
            onOne: { desk in
                let first = try await desk.say("hi", id: "1").begun()
                try await desk.answer(first)
                let second = try await desk.say("ho", id: "2").begun()
                try checkEqual(first.user, second.user, "the same user")
                let elsewhere = try await desk.on("other").say("hi", id: "1").begun()
                try check(first.user != elsewhere.user, "another user on another instance")
            }),
        StorePromise(
            "A guest is somebody new each time",
            onOne: { desk in
                let first = try await desk.start()
                let second = try await desk.start()
                try check(first.user != second.user, "two users")
                let message = try await desk.say("hi", id: "1", from: .guest, at: "1").begun()
                let other = try await desk.say("ho", id: "1", from: .guest, at: "2").begun()
                try check(message.user != other.user, "ids of guests are not compared")
            }),
        StorePromise(
            "A profile fills what is not known, and matches nobody",
            onOne: { desk in
                func say(_ id: String, by name: String, _ profile: Profile) async throws -> UserID {
                    let message = InboundMessage(
                        id: id, sender: .identity(Identity(id: name)), profile: profile, address: ChatAddress(name),
                        content: "hi", caller: .absent)
                    let outcome = try await desk.accept([.message(message)], mayBegin: false)
                    _ = try outcome[0].queued()
                    return try require(try await desk.store.users(limit: 1, before: nil).first, "a user").id
                }
                let ada = try await say("1", by: "ada", Profile(name: "Ada"))
                _ = try await say("2", by: "ada", Profile(name: "Eve", email: "ada@example.org"))
                let other = try await say("3", by: "eve", Profile(name: "Ada", email: "ada@example.org"))
                try check(ada != other, "the same name and address are another person")
                let users = try await desk.store.users(limit: 10, before: nil)
                let record = try require(users.first { $0.id == ada }, "the user")
                try checkEqual(record.name, "Ada", "what was known stays")
                try checkEqual(record.email, "ada@example.org", "what was not is filled in")
                try checkEqual(record.origin, "test", "the channel's type is kept")
                try check(record.isGuest, "they have not proved who they are")
                try checkEqual(users.map(\.id), [other, ada], "newest first")
                try checkEqual(try await desk.store.users(limit: 5, before: other).map(\.id), [ada], "paged")
            }),
        StorePromise(
            "A user that does not exist is refused",
            onOne: { desk in
                let outcome = try await desk.say("hi", id: "1", from: .user(UserID(4711)))
                try checkEqual(try outcome.refused(), .userNotFound, "refused")
                let start = try await desk.accept([.start(ConversationStart(sender: .user(UserID(4711))))])
                try checkEqual(try start[0].refused(), .userNotFound, "refused")
                try checkEqual(try await desk.rows("conversations"), 0, "nothing is left")
            }),
        StorePromise(
            "A start opens a new conversation each time, also for a known person",
            onOne: { desk in
                let sender = Sender.identity(Identity(scope: "app", id: "42"))
                let first = try await desk.start(sender)
                let second = try await desk.start(sender)
                try checkEqual(first.user, second.user, "one user")
                try check(first.conversation != second.conversation, "two conversations")
                try checkEqual(first.greeting, "Hello!", "greeted")
                let page = try require(try await desk.page(first.conversation, of: first.user), "a page")
                try checkEqual(page.messages.map(\.role), [.assistant], "the greeting is the first message")
            }),
        StorePromise(
            "A start with content is the conversation's first turn, in the lane of its id",
            onOne: { desk in
                let start = ConversationStart(sender: .guest, content: "hi")
                let opening = try await desk.accept([.start(start)]).first.opening()
                guard case .begun(let turn)? = opening.turn else {
                    throw PromiseBroken(description: "not begun but \(String(describing: opening.turn))")
                }
                try check(opening.greeting == nil, "no greeting")
                try checkEqual(turn.conversation, opening.conversation, "in the new conversation")
                try checkEqual(turn.history, [], "from its very start")
                try checkEqual(turn.address.rawValue, opening.conversation.description, "in the lane of its id")
                let second = try await desk.say(
                    "more", id: "1", from: .user(opening.user), at: turn.address, in: .existing(opening.conversation))
                _ = try second.queued()
                let next = try require(try await desk.answer(turn, "hello").next, "the next turn")
                try checkEqual(next.history.map(\.content), ["hi", "hello"], "it sees the first")
                let full = try await desk.accept([.start(start)], mayBegin: false).first.opening()
                guard case .queued? = full.turn else { throw PromiseBroken(description: "a full store queues it") }
            }),
    ]
}
