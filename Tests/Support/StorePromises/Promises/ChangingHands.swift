import BotStore
import ChannelKit

/// What must not be lost when a chat becomes somebody else's.
extension StorePromise {
    private static func person(_ id: String, _ aliases: String...) -> Sender {
        .identity(Identity(id: id, aliases: aliases))
    }

    static let changingHands: [StorePromise] = [
        StorePromise(
            "Order holds across an unlink, in and out, and the guest has a conversation of their own",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let linked = try await desk.end(try await desk.tryCode("code", id: "1").begun(), .said("linked"))
                _ = try await desk.record(try require(linked.replies.first, "a reply"), .sent(platformIDs: []))
                let before = try await desk.say("before", id: "2", lane: .sender, caller: .absent).begun()
                let link = try require(try await desk.store.accounts.links(of: member.user).first, "a link").id
                try check(try await desk.store.accounts.unlink(link, of: member.user, now: desk.now), "unlinked")
                let after = try await desk.say("after", id: "3", lane: .sender, caller: .absent).queued()
                let done = try await desk.answer(before, "one")
                let next = try require(done.next, "the one after")
                try checkEqual(next.id, after, "in its place")
                try check(next.user != member.user, "a guest's")
                try check(next.conversation != before.conversation, "elsewhere")
                try checkEqual(next.history, [], "of which nothing is known")
                try checkEqual(try await desk.answer(next, "two").replies, [], "its reply waits for the one before")
                let reply = try require(done.replies.first, "a reply")
                let second = try await desk.record(reply, .sent(platformIDs: []))
                try checkEqual(second?.reply.body, .text("two"), "and follows it")
            }),
        StorePromise(
            "A chat that was unlinked shares nothing with what its former user writes or links later",
            onOne: { desk in
                let accounts = desk.store.accounts
                let first = try await desk.say("mine", id: "1", lane: .sender).begun()
                try await desk.answer(first)
                // A guest whom an operator gives a password: the chat's lane is the user's own number.
                _ = try await accounts.setPassword(
                    of: first.user, to: "hash", expecting: nil, session: nil, now: desk.now)
                let link = try require(try await accounts.links(of: first.user).first, "a link").id
                try check(try await accounts.unlink(link, of: first.user, now: desk.now), "unlinked")
                let guest = try await desk.say("guest", id: "2", lane: .sender).begun()
                try await desk.answer(guest)
                let identity = LinkedIdentity(channel: desk.channel, id: "bob")
                let linked = try await accounts.link(identity, to: first.user, now: desk.now)
                try checkEqual(linked, .linked, "another chat")
                let own = try await desk.say("own", id: "3", at: "bob", lane: .sender).begun()
                try checkEqual(own.user, first.user, "the user's")
                try checkEqual(own.history, [], "nothing of the guest's")
                try check(own.conversation != guest.conversation, "elsewhere")
                try await desk.answer(own)
                let more = try await desk.say("more", id: "4", lane: .sender).begun()
                try checkEqual(more.conversation, guest.conversation, "and the guest's goes on")
                try checkEqual(more.history.map(\.content), ["guest", "fine"], "as it was")
            }),
        StorePromise(
            "A chat may be linked and unlinked again and again",
            onOne: { desk in
                let member = try await desk.member()
                var seen: Set<ConversationID> = []
                for number in 0..<3 {
                    let hello = try await desk.say("hello", id: "h\(number)", lane: .sender).begun()
                    try check(seen.insert(hello.conversation).inserted, "somebody new each time")
                    try checkEqual(hello.history, [], "who knows nothing")
                    try await desk.answer(hello)
                    _ = try await desk.keepCode("c\(number)", for: member.user)
                    try await desk.end(try await desk.tryCode("c\(number)", id: "c\(number)").begun(), .said("linked"))
                    let turn = try await desk.say("me", id: "m\(number)", lane: .sender).begun()
                    try checkEqual(turn.user, member.user, "the user")
                    try checkEqual(turn.conversation, hello.conversation, "with what was said before")
                    try await desk.answer(turn)
                    let links = try await desk.store.accounts.links(of: member.user)
                    try checkEqual(links.count, 1, "one link")
                    try check(
                        try await desk.store.accounts.unlink(links[0].id, of: member.user, now: desk.now), "unlinked")
                }
            }),
        StorePromise(
            "Who is given a linked user's number has nothing of the user's",
            onOne: { desk in
                let phone = "16505551234"
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let link = try await desk.tryCode("code", id: "1", at: "a", from: person("US.1", phone)).begun()
                try await desk.end(link, .said("linked"))
                let secret = try await desk.say(
                    "secret", id: "2", from: person("US.1", phone), at: "a", lane: .sender
                ).begun()
                try checkEqual(secret.user, member.user, "the user's")
                try await desk.answer(secret)
                let owner = try await desk.say(
                    "hi", id: "3", from: person("US.2", phone), at: "b", lane: .sender
                ).begun()
                try check(owner.user != member.user, "the number has a new owner")
                try await desk.answer(owner)
                for (id, sender) in [("4", person(phone)), ("5", person("US.2")), ("6", person("US.2", phone))] {
                    let turn = try await desk.say("more", id: id, from: sender, at: "b", lane: .sender).begun()
                    try checkEqual(turn.user, owner.user, "whoever that is")
                    try checkEqual(turn.conversation, owner.conversation, "in a conversation of their own")
                    try await desk.answer(turn)
                }
            }),
        StorePromise(
            "Who has written by their own id before they are given a linked user's number has nothing of the user's",
            onOne: { desk in
                let phone = "4912345"
                let stranger = try await desk.say(
                    "mine", id: "1", from: person("US.stranger"), at: "s", lane: .sender
                ).begun()
                try await desk.answer(stranger)
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let link = try await desk.tryCode(
                    "code", id: "2", at: "m", from: person("US.member", phone)
                ).begun()
                try await desk.end(link, .said("linked"))
                let secret = try await desk.say(
                    "secret", id: "3", from: person("US.member", phone), at: "m", lane: .sender
                ).begun()
                try checkEqual(secret.user, member.user, "the user's")
                try await desk.answer(secret)
                let owner = try await desk.say(
                    "hi", id: "4", from: person("US.stranger", phone), at: "s", lane: .sender
                ).begun()
                try checkEqual(owner.user, stranger.user, "still who they were")
                try checkEqual(owner.history.map(\.content), ["mine", "fine"], "with what was theirs")
                try await desk.answer(owner)
                let number = try await desk.say("more", id: "5", from: person(phone), at: "s", lane: .sender).begun()
                try checkEqual(number.user, stranger.user, "the number leads to them")
                try await desk.answer(number)
                let former = try await desk.say(
                    "me", id: "6", from: person("US.member"), at: "m", lane: .sender
                ).begun()
                try checkEqual(former.user, member.user, "the user goes by their own id")
            }),
        StorePromise(
            "Where one of two names is a user's who has proved who they are, that is who they are",
            onOne: { desk in
                let older = try await desk.say("1", id: "1", from: person("scoped"), at: "a", lane: .sender).begun()
                try await desk.answer(older)
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                let link = try await desk.tryCode("code", id: "2", at: "b", from: person("phone")).begun()
                try checkEqual(link.user, member.user, "linked")
                try await desk.end(link, .said("linked"))
                for (id, sender) in [("3", person("scoped", "phone")), ("4", person("phone")), ("5", person("scoped"))]
                {
                    let turn = try await desk.say("hi", id: id, from: sender, at: "b", lane: .sender).begun()
                    try checkEqual(turn.user, member.user, "the link holds")
                    try await desk.answer(turn)
                }
            }),
        StorePromise(
            "Who has linked two chats of one platform has both, whichever of its names the platform tells",
            onOne: { desk in
                let member = try await desk.member()
                for (number, name) in ["16505551234", "US.9"].enumerated() {
                    _ = try await desk.keepCode("c\(number)", for: member.user)
                    let turn = try await desk.tryCode(
                        "c\(number)", id: "c\(number)", at: ChatAddress(name), from: person(name)
                    ).begun()
                    try await desk.end(turn, .said("linked"))
                }
                for (id, sender) in [
                    ("1", person("US.1", "16505551234")), ("2", person("US.1")), ("3", person("US.9")),
                ] {
                    let turn = try await desk.say("hi", id: id, from: sender, at: "x", lane: .sender).begun()
                    try checkEqual(turn.user, member.user, "the user's")
                    try await desk.answer(turn)
                }
                try checkEqual(
                    try await desk.store.accounts.links(of: member.user).map(\.names),
                    [["16505551234", "US.1"], ["US.9"]], "two chats")
            }),
    ]
}
