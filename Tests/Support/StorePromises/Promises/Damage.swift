import BotStore
import ChannelKit

extension StorePromise {
    static let damage: [StorePromise] = [
        StorePromise("A turn that cannot be read ends as failed when it would begin, and the others begin") { bench in
            let desk = Desk(store: try await bench.open())
            let damaged = try await desk.say("a1", id: "1", at: "alice", mayBegin: false).queued()
            let behind = try await desk.say("a2", id: "2", at: "alice", mayBegin: false).queued()
            let other = try await desk.say("b1", id: "1", at: "bob", mayBegin: false).queued()
            try await bench.damage(damaged, in: desk.store)
            let begun = try await desk.store.beginTurns(
                limit: 10, policy: desk.policy, apologies: [:], now: desk.now)
            try checkEqual(begun.turns.map(\.id), [behind, other], "its siblings and its lane begin")
            try checkEqual(begun.ended, 1, "and it is said to be over")
            let failed = try await desk.store.inbox(state: "failed", limit: 10, after: nil)
            try checkEqual(failed.map(\.id), [damaged], "it is over")
            try checkEqual(failed.first?.lastError?.code, "internal_error", "with its reason")
            try checkEqual(try await desk.store.pendingTurns(), 2, "and no longer waits")
            await desk.store.close()
        },
        StorePromise("Who is absent gets an apology for a turn that cannot be read, whoever comes upon it") { bench in
            var desk = Desk(store: try await bench.open())
            desk.apologies = ["web": "Sorry."]
            let first = try await desk.say("one", id: "1", caller: .absent).begun()
            let behind = try await desk.say("two", id: "2", caller: .absent, context: "c2").queued()
            let other = try await desk.say("b1", id: "1", at: "bob", caller: .absent, mayBegin: false).queued()
            for id in [behind, other] { try await bench.damage(id, in: desk.store) }
            let done = try await desk.answer(first, "1")
            try checkEqual(done.ended, 2, "the one behind is over")
            _ = try await desk.begin()
            let rest = try await desk.sendAll()
            var replies = rest
            var next = try await desk.record(try require(done.replies.first, "a reply"), .sent(platformIDs: []))
            while let item = next {
                replies.append(item)
                next = try await desk.record(item, .sent(platformIDs: []))
            }
            try checkEqual(replies.map(\.reply.body), [.text("Sorry."), .text("Sorry.")], "one each")
            try checkEqual(replies.map(\.address.chat), ["bob", "alice"], "in their chats")
            try checkEqual(replies.map(\.reply.inReplyTo), ["1", "2"], "about their messages")
            try checkEqual(replies.last?.address.context, "c2", "as the channel wrote it")
            await desk.store.close()
        },
        StorePromise("What had joined a turn that cannot be read any more goes on by itself") { bench in
            let desk = Desk(store: try await bench.open()).merging()
            let first = try await desk.say("1", id: "1", caller: .absent).begun()
            for id in ["2", "3"] { _ = try await desk.say(id, id: id, caller: .absent).queued() }
            let turn = try require(try await desk.answer(first).next, "the merged turn")
            try await desk.store.postpone(turn.id, until: desk.now, error: .trouble)
            try await bench.damage(turn.id, in: desk.store)
            try checkEqual(try await desk.begin().map(\.content), ["3"], "the other")
            try checkEqual(try await desk.store.pendingTurns(), 1, "and nothing else")
            await desk.store.close()
        },
        StorePromise("A damaged row refuses its own message for good, and holds back nothing that came with it") {
            bench in
            let desk = Desk(store: try await bench.open())
            let damaged = try await desk.say("a", id: "1", at: "alice", mayBegin: false).queued()
            try await bench.damage(damaged, in: desk.store)
            func message(_ id: String, from name: String) -> InboundEvent {
                .message(
                    InboundMessage(
                        id: id, sender: .identity(Identity(id: name)), address: ChatAddress(name), content: "a",
                        caller: .absent))
            }
            let outcomes = try await desk.accept([
                message("1", from: "bob"), message("1", from: "alice"), message("2", from: "carol"),
            ])
            _ = try outcomes[0].begun()
            try checkEqual(try outcomes[1].refused(), .damaged, "the damaged one")
            _ = try outcomes[2].begun()
            await desk.store.close()
        },
        StorePromise("A turn that cannot be read does not keep the one before it from ending") { bench in
            let desk = Desk(store: try await bench.open())
            let first = try await desk.say("one", id: "1", caller: .listens).begun()
            let damaged = try await desk.say("two", id: "2", caller: .listens).queued()
            let third = try await desk.say("three", id: "3", caller: .listens).queued()
            try await bench.damage(damaged, in: desk.store)
            let done = try await desk.answer(first, "1")
            try checkEqual(try done.outcome.answer().text, "1", "the first is answered")
            try checkEqual(done.next?.id, third, "and the third is next")
            try checkEqual(done.ended, 2, "the second is over too")
            try checkEqual(
                try await desk.store.inbox(state: "failed", limit: 10, after: nil).map(\.id), [damaged],
                "the second has failed")
            await desk.store.close()
        },
        StorePromise("A repetition that cannot be read does not keep the turn that it waits for from ending") { bench in
            let desk = Desk(store: try await bench.open())
            let turn = try await desk.say("hi", id: "1", caller: .listens, context: "line 1").begun()
            for line in ["line 2", "line 3"] {
                let alice = Sender.identity(Identity(id: "alice"))
                let chat = ChatAddress(line)
                _ = try await desk.say("hi", id: "1", from: alice, at: chat, caller: .listens, context: line).joined()
            }
            // The rows are numbered as they came: the turn's, then the repetitions'.
            try await bench.damage(TurnID(turn.id.rawValue + 1), in: desk.store)
            let done = try await desk.answer(turn, "hello")
            try checkEqual(try done.outcome.answer().text, "hello", "the answer is kept")
            try checkEqual(done.replies.map(\.address.context), ["line 1", "line 3"], "and goes to the others")
            try checkEqual(done.ended, 3, "all of them are over")
            try checkEqual(try await desk.store.pendingTurns(), 0, "nothing is left to do")
            await desk.store.close()
        },
        StorePromise("A running turn that cannot be read is ended by its id, told to all, and its lane goes on") {
            bench in
            let desk = Desk(store: try await bench.open())
            let turn = try await desk.say("hi", id: "1", caller: .listens, context: "line 1").begun()
            _ = try await desk.say(
                "hi", id: "1", from: .identity(Identity(id: "alice")), at: "there", caller: .listens, context: "line 2"
            ).joined()
            let next = try await desk.say("ho", id: "2", caller: .listens).queued()
            try await bench.damage(turn.id, in: desk.store)
            try await desk.expect(.corrupt, "it cannot be ended as usual") { try await desk.fail(turn) }
            let done = try await desk.store.abandon(turn, error: .trouble, apology: nil, now: desk.now)
            try checkEqual(done.outcome, .failed(.trouble), "it has failed")
            try checkEqual(done.replies.map(\.address.context), ["line 1", "line 2"], "whoever listens is told")
            try checkEqual(done.ended, 2, "both are over")
            try checkEqual(try await desk.begin().map(\.id), [next], "the lane goes on")
            try await desk.expect(.fenced, "it is over") {
                _ = try await desk.store.abandon(turn, error: .trouble, apology: nil, now: desk.now)
            }
            await desk.store.close()
        },
    ]
}
