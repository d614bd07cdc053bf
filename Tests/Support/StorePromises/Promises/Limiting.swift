import BotStore
import ChannelKit

extension StorePromise {
    private static func twoAMinute(_ notice: String? = nil) -> RateLimits {
        RateLimits(user: RateLimit(count: 2, window: .seconds(60)), notice: notice)
    }

    static let limiting: [StorePromise] = [
        StorePromise(
            "Who waits and asks too often is told when to come again, and leaves no trace",
            onOne: { desk in
                let desk = desk.limited(by: twoAMinute())
                let first = try await desk.say("hi", id: "1", mayBegin: false).queued()
                _ = try await desk.say("hi", id: "2", mayBegin: false).queued()
                let refused = try await desk.say("hi", id: "3").refused()
                try checkEqual(refused, .rateLimited(retryAfter: .seconds(30)), "a token comes every 30 s")
                try checkEqual(try await desk.rows("inbox"), 2, "nothing is recorded")
                let early = try await desk.later(29).say("hi", id: "3").refused()
                try checkEqual(early, .rateLimited(retryAfter: .seconds(1)), "and no token was taken")
                _ = try await desk.later(30).say("hi", id: "3").queued()
                _ = try await desk.say("hi", id: "1", at: "bob").begun()
                try checkEqual(try await desk.say("hi", id: "1").joined(), first, "a repetition is not counted")
            }),
        StorePromise(
            "Who is absent and asks too often is recorded, and told so once a window",
            onOne: { desk in
                let desk = desk.limited(by: twoAMinute("Slow down."))
                for id in ["1", "2"] { _ = try await desk.say("hi", id: id, caller: .absent, mayBegin: false).queued() }
                for id in ["3", "4"] {
                    let rule = try await desk.say("hi", id: id, caller: .absent, context: "c\(id)").skipped().rule
                    try checkEqual(rule, "rate_limited", "recorded under its rule")
                }
                let told = try await desk.sendAll()
                try checkEqual(told.map(\.reply.body), [.text("Slow down.")], "told once")
                try checkEqual(told.map(\.address.context), ["c3"], "in answer to the first")
                try check(try await desk.say("hi", id: "3", caller: .absent).isNoted, "a redelivery is silence")
                let later = desk.later(60)
                for id in ["5", "6", "7"] { _ = try await later.say("hi", id: id, caller: .absent, mayBegin: false) }
                try checkEqual(try await later.sendAll().count, 1, "and once in the next window")
            }),
        StorePromise(
            "A channel's limit is shared by all who write to it",
            onOne: { desk in
                let limits = RateLimits(channel: RateLimit(count: 2, window: .seconds(10)))
                let desk = desk.limited(by: limits)
                _ = try await desk.say("hi", id: "1", at: "a").begun()
                _ = try await desk.say("hi", id: "1", at: "b").begun()
                let refused = try await desk.say("hi", id: "1", at: "c").refused()
                try checkEqual(refused, .rateLimited(retryAfter: .seconds(5)), "the third waits")
                try checkEqual(try await desk.store.users(limit: 10, before: nil).count, 2, "who was refused is nobody")
                _ = try await desk.on("other").say("hi", id: "1", at: "c").begun()
            }),
        StorePromise(
            "Openings are limited by client address, whoever the guest is",
            onOne: { desk in
                let limits = RateLimits(address: RateLimit(count: 1, window: .seconds(10)))
                let desk = desk.limited(by: limits)
                func open(_ address: String?) async throws -> IntakeOutcome {
                    let start = ConversationStart(sender: .guest, clientAddress: address)
                    return try require(try await desk.accept([.start(start)]).first, "an outcome")
                }
                _ = try Optional(try await open("10.0.0.1")).opening()
                let refused = try await open("10.0.0.1").refused()
                try checkEqual(refused, .rateLimited(retryAfter: .seconds(10)), "the second waits")
                try checkEqual(try await desk.rows("users"), 1, "and is nobody")
                _ = try Optional(try await open("10.0.0.2")).opening()
                _ = try Optional(try await open(nil)).opening()
            }),
        StorePromise(
            "An opening with a message counts as one, and is no way around the limits",
            onOne: { desk in
                let limits = RateLimits(
                    user: RateLimit(count: 1, window: .seconds(60)), channel: RateLimit(count: 2, window: .seconds(10)))
                let desk = desk.limited(by: limits)
                func open(_ sender: Sender) async throws -> IntakeOutcome {
                    let start = ConversationStart(sender: sender, content: "hi")
                    return try require(try await desk.accept([.start(start)]).first, "an outcome")
                }
                let ada = Sender.identity(Identity(id: "ada"))
                _ = try Optional(try await open(ada)).opening()
                try checkEqual(
                    try await open(ada).refused(), .rateLimited(retryAfter: .seconds(60)), "the user's limit")
                _ = try Optional(try await open(.guest)).opening()
                try checkEqual(
                    try await open(.guest).refused(), .rateLimited(retryAfter: .seconds(5)), "the channel's limit")
                try checkEqual(try await desk.rows("conversations"), 2, "who is refused leaves nothing")
            }),
        StorePromise("What was drawn is kept over restarts, and full buckets are forgotten") { bench in
            let before = Desk(store: try await bench.open()).limited(by: twoAMinute())
            for id in ["1", "2"] { _ = try await before.say("hi", id: id, mayBegin: false).queued() }
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store)).limited(by: twoAMinute())
            let refused = try await desk.say("hi", id: "3").refused()
            try checkEqual(refused, .rateLimited(retryAfter: .seconds(30)), "still empty")
            let later = desk.later(60)
            _ = try await later.say("hi", id: "1", at: "bob").begun()
            _ = try await later.store.prune(before: desk.now, limit: 10)
            try checkEqual(try await desk.rows("buckets"), 1, "only the one that is not full")
            await desk.store.close()
            await before.store.close()
        },
    ]
}
