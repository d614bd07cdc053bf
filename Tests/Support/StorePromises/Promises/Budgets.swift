import BotStore
import ChannelKit

extension StorePromise {
    private static let notice = "Enough for today."

    static let budgets: [StorePromise] = [
        StorePromise(
            "What answers cost is summed by user, channel and day",
            onOne: { desk in
                try await desk.spend(10, 5, id: "1", at: "a")
                try await desk.spend(1, 2, id: "2", at: "a")
                try await desk.on("other").spend(100, 50, id: "3", at: "b")
                try await desk.later(86_400).spend(7, 7, id: "4", at: "a")
                try await desk.fail(try await desk.say("hi", id: "5", at: "a").begun(), partial: "half")
                let days = try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10)
                try checkEqual(days.map(\.key), ["2027-01-16", "2027-01-15"], "newest first")
                try checkEqual(days.map(\.turns), [1, 3], "answers, not failures")
                try checkEqual(days.map(\.promptTokens), [7, 111], "what was asked")
                try checkEqual(days.map(\.completionTokens), [7, 57], "and answered")
                let channels = try await desk.store.usage(by: .channel, from: nil, to: nil, limit: 10)
                try checkEqual(channels.map(\.key), ["other", "web"], "the most first")
                let users = try await desk.store.usage(by: .user, from: "2027-01-15", to: "2027-01-15", limit: 10)
                try checkEqual(users.map(\.promptTokens), [100, 11], "within the days that are asked for")
                let none = try await desk.store.usage(by: .user, from: "2027-01-17", to: nil, limit: 10)
                try checkEqual(none, [], "and no others")
            }),
        StorePromise(
            "An answer whose end is recorded twice is counted once",
            onOne: { desk in
                let turn = try await desk.say("hi", id: "1").begun()
                let usage = TurnCompletion.Usage(promptTokens: 10, completionTokens: 5)
                _ = try await desk.end(turn, .answered(text: "1", usage: usage))
                try await desk.expect(.fenced, "a second end") {
                    _ = try await desk.end(turn, .answered(text: "1", usage: usage))
                }
                let days = try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10)
                try checkEqual(days.map(\.promptTokens), [10], "once")
            }),
        StorePromise(
            "Once a user's budget for the day is spent, a notice is the answer; the next day the model is asked again",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 15, notice: notice))
                try await desk.spend(10, 4, id: "1")
                // One token is left: the answer that goes over it is still given.
                try await desk.spend(10, 5, id: "2")
                let turn = try await desk.say("more", id: "3", caller: .absent).begun()
                try checkEqual(turn.plan, .say(notice), "not asked")
                _ = try await desk.end(turn, .said(notice))
                let sent = try await desk.sendAll()
                try check(sent.isEmpty, "taken already with its end")
                try checkEqual(
                    try await desk.store.turn(turn.id)?.record.rule, "spent", "an operator sees by which rule")
                _ = try await desk.say("hi", id: "4", at: "bob").begun()
                let tomorrow = try await desk.later(86_400).say("again", id: "5", caller: .absent).begun()
                try checkEqual(tomorrow.plan, .answer, "a new day")
                try check(!tomorrow.history.contains { $0.content == "more" || $0.content == notice }, "nothing of it")
            }),
        StorePromise(
            "What waits is judged when its turn comes, and a budget holds over all channels",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 15, notice: notice))
                let opening = try await desk.start()
                func say(_ id: String, on desk: Desk, _ address: ChatAddress) async throws -> IntakeOutcome {
                    try await desk.say("hi", id: id, from: .user(opening.user), at: address, caller: .absent)
                }
                let first = try await say("1", on: desk, "a").begun()
                let second = try await say("2", on: desk, "a").queued()
                let usage = TurnCompletion.Usage(promptTokens: 10, completionTokens: 5)
                let next = try require(
                    try await desk.end(first, .answered(text: "1", usage: usage)).next, "the next turn")
                try checkEqual(next.id, second, "in its order")
                try checkEqual(next.plan, .say(notice), "spent by the one before")
                let other = try await say("3", on: desk.on("other"), "b").begun()
                try checkEqual(other.plan, .say(notice), "wherever the user writes")
                try await desk.store.setBudget(nil)
                try checkEqual(try await say("4", on: desk.on("third"), "c").begun().plan, .answer, "none, no limit")
            }),
        StorePromise(
            "A budget may be one of money",
            onOne: { desk in
                let price = TokenPrice(input: 1_000_000, output: 2_000_000)
                try await desk.store.setBudget(DailyBudget(cost: 20, price: price, notice: notice))
                try await desk.spend(9, 5, id: "1")
                try checkEqual(try await desk.say("hi", id: "2").begun().plan, .answer, "19 of 20")
                try await desk.spend(1, 0, id: "3", at: "alice2", from: .identity(Identity(id: "alice")))
                let spent = try await desk.say("hi", id: "4", from: .identity(Identity(id: "alice")), at: "c").begun()
                try checkEqual(spent.plan, .say(notice), "20")
            }),
        StorePromise(
            "What people say to the bot itself needs no budget",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 1, notice: notice))
                try await desk.spend(1, 1, id: "1")
                let command = TurnPlan.command(.reset, text: "Done.")
                try checkEqual(try await desk.say("/reset", id: "2", plan: command).begun().plan, command, "obeyed")
            }),
        StorePromise(
            "A budget is not had twice by linking a chat or by taking it away, and a report says the same",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 15, notice: notice))
                let member = try await desk.member()
                try await desk.spend(10, 5, id: "1")
                for number in 0..<2 {
                    _ = try await desk.keepCode("c\(number)", for: member.user)
                    let link = try await desk.tryCode("c\(number)", id: "c\(number)", lane: .address).begun()
                    try await desk.end(link, .said("linked"))
                    let linked = try await desk.say("hi", id: "l\(number)", caller: .absent).begun()
                    try checkEqual(linked.user, member.user, "the user")
                    try checkEqual(linked.plan, .say(notice), "what the guest has used is the user's")
                    try await desk.end(linked, .said(notice))
                    let id = try require(try await desk.store.accounts.links(of: member.user).first, "a link").id
                    try check(try await desk.store.accounts.unlink(id, of: member.user, now: desk.now), "unlinked")
                    let guest = try await desk.say("hi", id: "g\(number)", caller: .absent).begun()
                    try check(guest.user != member.user, "a guest")
                    try checkEqual(guest.plan, .say(notice), "who does not begin anew")
                    try await desk.end(guest, .said(notice))
                }
                for grouping in UsageGrouping.allCases {
                    let sums = try await desk.store.usage(by: grouping, from: nil, to: nil, limit: 10)
                    try checkEqual(sums.map(\.promptTokens), [10], "once by \(grouping)")
                    try checkEqual(sums.map(\.completionTokens), [5], "once by \(grouping)")
                    try checkEqual(sums.map(\.turns), [1], "once by \(grouping)")
                }
                let tomorrow = try await desk.later(86_400).say("hi", id: "2", caller: .absent).begun()
                try checkEqual(tomorrow.plan, .answer, "a new day")
            }),
        StorePromise(
            "What a chat has taken over is not counted twice when it is linked again",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 20, notice: notice))
                let member = try await desk.member()
                try await desk.spend(10, 5, id: "1")
                for number in 0..<3 {
                    _ = try await desk.keepCode("c\(number)", for: member.user)
                    let link = try await desk.tryCode("c\(number)", id: "c\(number)", lane: .address).begun()
                    try await desk.end(link, .said("linked"))
                    let linked = try await desk.say("hi", id: "l\(number)", caller: .absent).begun()
                    try checkEqual(linked.plan, .answer, "15 of 20 still")
                    try await desk.fail(linked)
                    let id = try require(try await desk.store.accounts.links(of: member.user).first, "a link").id
                    try check(try await desk.store.accounts.unlink(id, of: member.user, now: desk.now), "unlinked")
                }
                let other = try await desk.member("eve@example.org")
                _ = try await desk.keepCode("eve", for: other.user)
                try await desk.end(try await desk.tryCode("eve", id: "e", lane: .address).begun(), .said("linked"))
                try await desk.spend(3, 2, id: "2")
                let last = try await desk.say("hi", id: "3", caller: .absent).begun()
                try checkEqual(last.user, other.user, "another user's by now")
                try checkEqual(last.plan, .say(notice), "who has it with what was taken over")
            }),
        StorePromise(
            "A turn that ends without an answer counts what it has used, as no turn",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 15, notice: notice))
                let ends: [TurnCompletion.End] = [.cancelled(partial: "half"), .failed(.trouble, partial: nil)]
                for (number, end) in ends.enumerated() {
                    let turn = try await desk.say("hi", id: "\(number)").begun()
                    try checkEqual(turn.plan, .answer, "not spent yet")
                    var completion = TurnCompletion(
                        turn: turn, end: end, mayBeginNext: true, policy: desk.policy, now: desk.now)
                    completion.used = .init(promptTokens: 6, completionTokens: 3)
                    _ = try await desk.store.complete(completion)
                }
                let days = try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10)
                try checkEqual(days.map(\.promptTokens), [12], "what was asked")
                try checkEqual(days.map(\.completionTokens), [6], "and what came of it")
                try checkEqual(days.map(\.turns), [0], "no answer")
                try checkEqual(try await desk.say("hi", id: "9").begun().plan, .say(notice), "spent")
            }),
        StorePromise(
            "A turn that is put off counts what it has used, as no turn, once each time",
            onOne: { desk in
                try await desk.store.setBudget(DailyBudget(tokens: 18, notice: notice))
                func putOff(_ turn: Turn) async throws {
                    try await desk.store.postpone(
                        turn.id, until: desk.now, error: .trouble, used: .init(promptTokens: 6, completionTokens: 3),
                        now: desk.now)
                }
                let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
                for prompt in [6, 12] {
                    let again = prompt == 6 ? turn : try require(try await desk.begin().first, "the same turn")
                    try checkEqual(again.plan, .answer, "not spent yet")
                    try await putOff(again)
                    try await desk.expect(.fenced, "a second time") { try await putOff(again) }
                    let days = try await desk.store.usage(by: .day, from: nil, to: nil, limit: 10)
                    try checkEqual(days.map(\.promptTokens), [prompt], "what was asked")
                    try checkEqual(days.map(\.completionTokens), [prompt / 2], "and what came of it")
                    try checkEqual(days.map(\.turns), [0], "no answer")
                }
                try checkEqual(try await desk.begin().map(\.plan), [.say(notice)], "spent")
            }),
    ]
}

extension Desk {
    /// Has a message answered at this cost.
    func spend(
        _ prompt: Int, _ completion: Int, id: String, at address: ChatAddress = "alice", from sender: Sender? = nil
    ) async throws {
        let turn = try await say("hi", id: id, from: sender, at: address).begun()
        let usage = TurnCompletion.Usage(promptTokens: prompt, completionTokens: completion)
        _ = try await end(turn, .answered(text: "fine", usage: usage))
    }
}
