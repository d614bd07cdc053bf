import BotStore
import ChannelKit

extension StorePromise {
    static let linking: [StorePromise] = [
        StorePromise(
            "A code makes a chat its user's, with all that was said there, and is good once",
            onOne: { desk in
                let member = try await desk.member()
                let hello = try await desk.say("hello", id: "1", lane: .sender, caller: .absent).begun()
                let sent = try await desk.answer(hello, "hi")
                _ = try await desk.record(try require(sent.replies.first, "a reply"), .sent(platformIDs: ["p"]))
                try check(try await desk.keepCode("code", for: member.user), "kept")
                let turn = try await desk.tryCode("code", id: "2").begun()
                try checkEqual(turn.plan, .say("linked"), "answered")
                try checkEqual(turn.user, member.user, "as the user")
                try checkEqual(turn.conversation, hello.conversation, "in the conversation that goes on")
                try await desk.end(turn, .said("linked"))
                let next = try await desk.say("and now?", id: "3", lane: .sender, caller: .absent).begun()
                try checkEqual(next.user, member.user, "from then on")
                try checkEqual(next.conversation, hello.conversation, "in the same conversation")
                try checkEqual(next.history.map(\.content), ["hello", "hi"], "the code is never shown to the model")
                try checkEqual(try await desk.users().map(\.id), [member.user], "the guest is gone")
                let links = try await desk.store.accounts.links(of: member.user)
                try checkEqual(links.map(\.names), [["alice"]], "it is listed")
                try await desk.answer(next)
                let other = try await desk.tryCode("code", id: "4", at: "bob").begun()
                try checkEqual(other.plan, .say("wrong"), "good once")
            }),
        StorePromise(
            "A wrong code is answered, and only so often; nobody is merged by it",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                for number in 1...3 {
                    let turn = try await desk.tryCode("wrong", id: "\(number)").begun()
                    try checkEqual(turn.plan, .say("wrong"), "answered")
                    try check(turn.user != member.user, "somebody else still")
                    try await desk.end(turn, .said("wrong"))
                }
                let limited = try await desk.tryCode("code", id: "4").begun()
                try checkEqual(limited.plan, .say("limited"), "the right one too is not looked at")
                try await desk.end(limited, .said("limited"))
                let elsewhere = try await desk.tryCode("wrong", id: "5", at: "bob").begun()
                try checkEqual(elsewhere.plan, .say("wrong"), "others are not concerned")
                let later = try await desk.later(600).say("x", id: "6", lane: .sender).begun()
                try await desk.later(600).answer(later)
                try check(later.user != member.user, "nobody was merged")
            }),
        StorePromise(
            "A code that is past is a wrong one, and of many the newest are good",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("old", for: member.user, lasting: 60)
                let late = try await desk.later(60).tryCode("old", id: "1").begun()
                try checkEqual(late.plan, .say("wrong"), "past")
                for number in 0..<4 {
                    _ = try await desk.later(Double(number)).keepCode("c\(number)", for: member.user, most: 2)
                }
                try check(try await desk.keepCode("c3", for: member.user) == false, "no code is given twice")
                let dropped = try await desk.later(4).tryCode("c1", id: "2", at: "bob").begun()
                try checkEqual(dropped.plan, .say("wrong"), "the oldest are dropped")
                let good = try await desk.later(4).tryCode("c2", id: "3", at: "eve").begun()
                try checkEqual(good.plan, .say("linked"), "the newest are good")
            }),
        StorePromise(
            "A chat that is a user's already stays theirs, and a sender with a token has nothing to link",
            onOne: { desk in
                let ada = try await desk.member("ada@example.org")
                let eve = try await desk.member("eve@example.org")
                _ = try await desk.keepCode("ada", for: ada.user)
                let turn = try await desk.tryCode("ada", id: "1").begun()
                try await desk.end(turn, .said("linked"))
                _ = try await desk.keepCode("eve", for: eve.user)
                let again = try await desk.tryCode("eve", id: "2").begun()
                try checkEqual(again.plan, .say("already"), "it stays")
                try checkEqual(again.user, ada.user, "hers")
                let token = try await desk.tryCode(
                    "eve", id: "3", at: ChatAddress(eve.conversation.description), lane: .address,
                    from: .user(eve.user)
                ).begun()
                try checkEqual(token.plan, .say("unavailable"), "nothing to link")
                let other = try await desk.on("other").tryCode("eve", id: "4").begun()
                try checkEqual(other.plan, .say("linked"), "the code is good still")
            }),
        StorePromise(
            "Linking overtakes nothing: what is under way ends in its place, and is the user's",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let first = try await desk.say("slow", id: "1", lane: .sender, caller: .absent).begun()
                let second = try await desk.say("waits", id: "2", lane: .sender, caller: .absent).queued()
                let code = try await desk.tryCode("code", id: "3").queued()
                let third = try await desk.say("more", id: "4", lane: .sender, caller: .absent).queued()
                var done = try await desk.answer(first)
                for expected in [second, code, third] {
                    let next = try require(done.next, "the next turn")
                    try checkEqual(next.id, expected, "in order")
                    try checkEqual(next.user, member.user, "the user's")
                    try checkEqual(next.conversation, first.conversation, "in one conversation")
                    done = try await desk.answer(next)
                }
                try check(done.next == nil, "all are over")
            }),
        StorePromise(
            "A code that comes again makes no second link and no second answer",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let turn = try await desk.tryCode("code", id: "1").begun()
                try checkEqual(try await desk.tryCode("code", id: "1").joined(), turn.id, "known")
                try await desk.end(turn, .said("linked"))
                try checkEqual(try await desk.tryCode("code", id: "1").repeated().answer.text, "linked", "the same")
            }),
        StorePromise(
            "A chat that is unlinked is a guest's, who sees nothing of what was said",
            onOne: { desk in
                for (number, lane) in [Lane.sender, .address].enumerated() {
                    let desk = desk.on(number == 0 ? "web" : "other")
                    let member = try await desk.member("ada\(number)@example.org")
                    _ = try await desk.keepCode("code", for: member.user)
                    try await desk.end(try await desk.tryCode("code", id: "1", lane: lane).begun(), .said("linked"))
                    let turn = try await desk.say("secret", id: "2", lane: lane, caller: .absent).begun()
                    let waiting = try await desk.say("waits", id: "3", lane: lane, caller: .absent).queued()
                    let link = try require(try await desk.store.accounts.links(of: member.user).first, "a link").id
                    try check(
                        try await desk.store.accounts.unlink(link, of: UserID(4711), now: desk.now) == false,
                        "not by others")
                    try check(try await desk.store.accounts.unlink(link, of: member.user, now: desk.now), "unlinked")
                    try check(
                        try await desk.store.accounts.unlink(link, of: member.user, now: desk.now) == false, "once")
                    try checkEqual(try await desk.store.accounts.links(of: member.user), [], "listed no more")
                    let next = try require(try await desk.answer(turn).next, "what waited")
                    try checkEqual(next.id, waiting, "in its place")
                    try check(next.user != member.user, "is the guest's")
                    try check(next.conversation != turn.conversation, "in a conversation of their own")
                    try checkEqual(next.history, [], "which is new")
                    try await desk.answer(next)
                    let more = try await desk.say("hello", id: "4", lane: lane, caller: .absent).begun()
                    try checkEqual(more.conversation, next.conversation, "which goes on")
                    try check(
                        try await desk.page(turn.conversation, of: member.user) != nil, "the user keeps the old one")
                    try await desk.answer(more)
                }
            }),
        StorePromise(
            "An operator links whom they name, and takes nobody's chat away",
            onOne: { desk in
                let ada = try await desk.member("ada@example.org")
                let eve = try await desk.member("eve@example.org")
                func link(_ name: String, to user: UserID) async throws -> LinkOutcome {
                    try await desk.store.accounts.link(
                        LinkedIdentity(channel: desk.channel, id: name), to: user, now: desk.now)
                }
                try checkEqual(try await link("new", to: ada.user), .linked, "somebody not seen yet")
                try checkEqual(try await link("new", to: ada.user), .linkedAlready, "again")
                try checkEqual(try await link("new", to: eve.user), .taken, "not away")
                try checkEqual(try await link("new", to: UserID(4711)), .userNotFound, "not to nobody")
                let turn = try await desk.say("hi", id: "1", at: "new", lane: .sender).begun()
                try checkEqual(turn.user, ada.user, "known at once")
                let guest = try await desk.say("hi", id: "2", at: "bob", lane: .sender).begun()
                try checkEqual(try await link("bob", to: eve.user), .linked, "a guest")
                try await desk.answer(guest)
                let more = try await desk.say("hi", id: "3", at: "bob", lane: .sender).begun()
                try checkEqual(more.user, eve.user, "with the conversation")
                try checkEqual(more.conversation, guest.conversation, "which goes on")
            }),
        StorePromise(
            "Whoever has said stop has said it for the user that an operator makes them",
            onOne: { desk in
                let ada = try await desk.member("ada@example.org")
                let stop = TurnPlan.command(.stop, text: "Bye.")
                let turn = try await desk.say("/stop", id: "1", at: "bob", lane: .sender, plan: stop).begun()
                try await desk.end(turn, .said("Bye."))
                let outcome = try await desk.store.accounts.link(
                    LinkedIdentity(channel: desk.channel, id: "bob"), to: ada.user, now: desk.now)
                try checkEqual(outcome, .linked, "linked")
                let next = try await desk.say("2", id: "2", at: "bob", lane: .sender, caller: .absent)
                try checkEqual(try next.skipped().rule, "opted_out", "skipped")
            }),
    ]
}
