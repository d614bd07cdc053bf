import BotStore
import ChannelKit

extension StorePromise {
    private static func person(_ id: String, _ aliases: String...) -> Sender {
        .identity(Identity(id: id, aliases: aliases))
    }

    static let names: [StorePromise] = [
        StorePromise(
            "Whoever is known by any of their names is the same user, by all of them from then on",
            onOne: { desk in
                let first = try await desk.say("1", id: "1", from: person("phone"), at: "a").begun()
                let both = try await desk.say("2", id: "2", from: person("scoped", "phone"), at: "b").begun()
                let later = try await desk.say("3", id: "3", from: person("scoped"), at: "c").begun()
                try checkEqual([both.user, later.user], [first.user, first.user], "one user")
                let other = try await desk.say("4", id: "4", from: person("else"), at: "d").begun()
                try check(other.user != first.user, "somebody else is somebody else")
            }),
        StorePromise(
            "Who has been given somebody else's number is somebody else; whose id has changed is not",
            onOne: { desk in
                let phone = "16505551234"
                let first = try await desk.say("1", id: "1", from: person(phone), at: "a").begun()
                let known = try await desk.say("2", id: "2", from: person("US.1", phone), at: "b").begun()
                try checkEqual(known.user, first.user, "first seen by the number alone")
                let other = try await desk.say("3", id: "3", from: person("US.2", phone), at: "c").begun()
                try check(other.user != first.user, "the number has a new owner")
                let number = try await desk.say("4", id: "4", from: person(phone), at: "d").begun()
                try checkEqual(number.user, other.user, "and leads to them")
                let former = try await desk.say("5", id: "5", from: person("US.1"), at: "e").begun()
                try checkEqual(former.user, first.user, "the former owner goes by their own id")
                let changed = try await desk.say("6", id: "6", from: person("US.3", "US.2", phone), at: "f").begun()
                try checkEqual(changed.user, other.user, "an id that the platform has changed")
                let again = try await desk.say("7", id: "7", from: person("US.4", "US.3", phone), at: "g").begun()
                try checkEqual(again.user, other.user, "and once more")
            }),
        StorePromise(
            "Where two names belong to two users, the older one is who they are",
            onOne: { desk in
                let older = try await desk.say("1", id: "1", from: person("phone"), at: "a").begun()
                let younger = try await desk.say("2", id: "2", from: person("scoped"), at: "b").begun()
                try check(older.user != younger.user, "two at first")
                let one = try await desk.say("3", id: "3", from: person("scoped", "phone"), at: "c").begun()
                try checkEqual(one.user, older.user, "the older")
                let again = try await desk.say("4", id: "4", from: person("scoped"), at: "d").begun()
                try checkEqual(again.user, older.user, "by the other name too")
            }),
        StorePromise(
            "Who opted out by one of their names has opted out by all of them",
            onOne: { desk in
                _ = try await desk.say("1", id: "1", from: person("phone"), at: "a").begun()
                let stop = TurnPlan.command(.stop, text: "Bye.")
                let turn = try await desk.say("/stop", id: "2", from: person("scoped"), at: "b", plan: stop).begun()
                _ = try await desk.end(turn, .said("Bye."))
                let both = try await desk.say(
                    "3", id: "3", from: person("scoped", "phone"), at: "c", caller: .absent)
                try checkEqual(try both.skipped().rule, "opted_out", "skipped")
                let old = try await desk.say("4", id: "4", from: person("phone"), at: "d", caller: .absent)
                try checkEqual(try old.skipped().rule, "opted_out", "by the older name too")
            }),
        StorePromise(
            "A lane of the sender's holds order and the conversation, whatever its address is today",
            onOne: { desk in
                let first = try await desk.say(
                    "1", id: "1", from: person("phone"), at: "+1", lane: .sender, caller: .absent
                ).begun()
                let second = try await desk.say(
                    "2", id: "2", from: person("scoped", "phone"), at: "scoped", lane: .sender, caller: .absent
                ).queued()
                let done = try await desk.answer(first, "one")
                let next = try require(done.next, "the second, after the first")
                try checkEqual(next.id, second, "in order")
                try checkEqual(next.conversation, first.conversation, "one conversation")
                try checkEqual(next.history.map(\.content), ["1", "one"], "with its history")
                try checkEqual([first.address, next.address], ["+1", "scoped"], "each with its own address")
                let reply = try require(done.replies.first, "a reply")
                try checkEqual(reply.address.chat, "+1", "sent to where its message came from")
                try checkEqual(try await desk.answer(next, "two").replies, [], "the second waits for the first")
                let after = try await desk.record(reply, .sent(platformIDs: []))
                try checkEqual(after?.address.chat, "scoped", "and goes to the newer address")
            }),
        StorePromise(
            "Two senders of one address have two lanes, if a lane is the sender's",
            onOne: { desk in
                _ = try await desk.say("1", id: "1", from: person("ada"), at: "room", lane: .sender).begun()
                _ = try await desk.say("2", id: "2", from: person("bob"), at: "room", lane: .sender).begun()
                let thread = try await desk.say(
                    "3", id: "3", from: person("eve"), at: "room", lane: .sender, in: .named("t")
                ).begun()
                let other = try await desk.say(
                    "4", id: "4", from: person("kim"), at: "room", lane: .sender, in: .named("t")
                ).begun()
                try check(thread.conversation != other.conversation, "nor do they share a thread")
            }),
        StorePromise(
            "A message that comes again under another of its sender's names makes no second turn",
            onOne: { desk in
                let turn = try await desk.say(
                    "1", id: "1", from: person("phone"), at: "+1", lane: .sender, caller: .absent
                ).begun()
                let again = try await desk.say(
                    "1", id: "1", from: person("scoped", "phone"), at: "scoped", lane: .sender, caller: .absent)
                try checkEqual(try again.joined(), turn.id, "it is known")
                let other = try await desk.say("1", id: "1", from: person("else", "more"), at: "d", caller: .absent)
                try check(try other.begun().user != turn.user, "somebody else's of the same id is another")
            }),
    ]
}
