import BotStore
import ChannelKit

extension StorePromise {
    static let deduplication: [StorePromise] = [
        StorePromise(
            "A message that is known makes no second turn",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1").begun()
                try checkEqual(try await desk.say("hi", id: "1").joined(), turn.id, "while it runs it is joined")
                let answer = try await desk.answer(turn, "hello").outcome.answer()
                let again = try await desk.say("hi", id: "1").repeated()
                try checkEqual(again.turn, turn.id, "it is the same turn")
                try checkEqual(again.answer, answer, "it gets the stored answer")
                try checkEqual(try await desk.rows("inbox"), 1, "one row")
                try checkEqual(try await desk.rows("messages"), 2, "one question, one answer")
            }),
        StorePromise(
            "A hundred deliveries of one message at once make one turn",
            onOne: { desk in
                let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            switch try await desk.say("hi", id: "1", caller: .absent) {
                            case .begun: return true
                            case .joined: return false
                            case let other: throw PromiseBroken(description: "neither begun nor joined: \(other)")
                            }
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                try checkEqual(begun, 1, "one is begun")
                try checkEqual(try await desk.rows("inbox"), 1, "one row")
                try checkEqual(try await desk.rows("users"), 1, "one user")
            }),
        StorePromise(
            "The same id with other content is refused and leaves no trace",
            onOne: { desk in
                _ = try await desk.say("hi", id: "1").begun()
                try checkEqual(try await desk.say("ho", id: "1").refused(), .differentContent, "refused")
                try checkEqual(try await desk.rows("inbox"), 1, "one row")
            }),
        StorePromise(
            "An id is known within its sender and instance only",
            onOne: { desk in
                let alice = try await desk.say("hi", id: "1", from: .identity(Identity(id: "alice"))).begun()
                let other = Sender.identity(Identity(scope: "app", id: "alice"))
                _ = try await desk.say("hi", id: "1", from: other, at: "x").begun()
                _ = try await desk.say("ho", id: "1", from: .identity(Identity(id: "bob")), at: "bob").begun()
                _ = try await desk.say("ho", id: "1", from: .user(alice.user), at: "y").begun()
                _ = try await desk.on("other").say("ho", id: "1").begun()
            }),
        StorePromise(
            "Scopes and ids that look alike when joined are kept apart",
            onOne: { desk in
                let one = Sender.identity(Identity(scope: "a", id: "b:c"))
                let two = Sender.identity(Identity(scope: "a:b", id: "c"))
                let first = try await desk.say("hi", id: "1", from: one, at: "1").begun()
                let second = try await desk.say("ho", id: "1", from: two, at: "2").begun()
                try check(first.user != second.user, "two people")
            }),
        StorePromise(
            "An event that is refused does not harm its siblings",
            onOne: { desk in
                let outcomes = try await desk.accept([
                    .message(
                        InboundMessage(
                            id: "1", sender: .identity(Identity(id: "new")), address: "new",
                            conversation: .existing(ConversationID(4711)), content: "hi", caller: .absent)),
                    .message(
                        InboundMessage(
                            id: "2", sender: .user(UserID(4711)), address: "nobody", content: "hi", caller: .absent)),
                    .message(
                        InboundMessage(
                            id: "3", sender: .identity(Identity(id: "alice")), address: "alice", content: "hi",
                            caller: .absent)),
                    .status(DeliveryStatus(platformID: "x", state: .sent)),
                ])
                try checkEqual(outcomes.count, 4, "one outcome for each event")
                try checkEqual(try outcomes[0].refused(), .conversationNotFound, "the first is refused")
                try checkEqual(try outcomes[1].refused(), .userNotFound, "the second is refused")
                _ = try outcomes[2].begun()
                try check(outcomes[3].isNoted, "a status is noted")
                try checkEqual(try await desk.rows("users"), 1, "what was refused left no user")
                try checkEqual(try await desk.rows("inbox"), 1, "nor a row")
            }),
        StorePromise(
            "A delivery that cannot be recorded whole is not recorded at all",
            onOne: { desk in
                let message = InboundMessage(
                    id: "1", sender: .identity(Identity(id: "alice")), address: "alice", content: "hi", caller: .absent)
                let query = HistoryQuery(user: UserID(1), conversation: ConversationID(1), followsContinuations: false)
                try await desk.expect(.invalid, "a history query is not accepted") {
                    _ = try await desk.accept([.message(message), .history(query)])
                }
                try checkEqual(try await desk.rows("inbox"), 0, "nothing is recorded")
                try checkEqual(try await desk.rows("users"), 0, "nobody is recorded")
            }),
        StorePromise(
            "Text that a database would cut off is kept",
            onOne: { desk in
                let turn = try await desk.say("before\0after", id: "1").begun()
                try check(turn.content.hasSuffix("after"), "what follows a NUL is kept")
                try await desk.answer(turn, "x\0y")
                let page = try require(try await desk.page(turn.conversation, of: turn.user), "a page")
                try check(
                    page.messages.map(\.content).allSatisfy { $0.hasSuffix("after") || $0.hasSuffix("y") }, "stored")
            }),
    ]
}
