import BotStore
import ChannelKit

extension StorePromise {
    static let suspicion: [StorePromise] = [
        StorePromise("After a kill nothing is begun while a turn that was running has not run alone") { bench in
            let before = Desk(store: try await bench.open())
            let alice = try await before.say("a", id: "1", at: "alice").begun()
            let bob = try await before.say("b", id: "1", at: "bob").begun()
            _ = try await before.say("c", id: "1", at: "carol", mayBegin: false).queued()
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try checkEqual(try await desk.begin(), [], "no waiting turn")
            let dora = try await desk.say("d", id: "1", at: "dora").queued()
            let first = try require(try await desk.suspect(), "the first of them")
            try checkEqual(first.id, alice.id, "the oldest")
            let second = try await desk.say("a2", id: "2", at: "alice").queued()
            try check(try await desk.answer(first).next == nil, "its end begins nothing while another waits")
            try checkEqual(try await desk.suspect()?.id, bob.id, "then the other")
            try await desk.store.joinOthers(bob.id)
            try check(try await desk.suspect() == nil, "none is left")
            try checkEqual(try await desk.begin().map(\.content), ["c", "d", "a2"], "then all the others")
            try checkEqual(try await desk.say("d", id: "1", at: "dora").joined(), dora, "none was lost")
            try checkEqual(try await desk.say("a2", id: "2", at: "alice").joined(), second, "nor this one")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A turn that is the only one running at three kills is a dead letter; its lane goes on") { bench in
            let before = Desk(store: try await bench.open())
            let poison = try await before.say("boom", id: "1", caller: .listens).begun()
            let innocent = try await before.say("hi", id: "1", at: "bob").begun()
            let behind = try await before.say("next", id: "2").queued()
            var desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            var stores = [before.store]
            for crash in 1...3 {
                let alone = try require(try await desk.suspect(), "a suspect at crash \(crash)")
                try checkEqual(alone.id, poison.id, "the poison, each time")
                stores.append(desk.store)
                desk = Desk(store: try await bench.openAfterCrash(of: desk.store))
            }
            let recovered = try await desk.recover().map(\.id)
            try checkEqual(recovered, [innocent.id], "the other was under suspicion all along")
            guard case .failed(let error)? = try await desk.store.outcome(of: poison.id) else {
                throw PromiseBroken(description: "it has not failed")
            }
            try checkEqual(error.code, "poison", "with its reason")
            let failed = try await desk.store.inbox(state: "failed", limit: 10, after: nil)
            try checkEqual(failed.map(\.id), [poison.id], "a dead letter for the operator")
            try checkEqual(try await desk.sendAll().count, 1, "who listens is told")
            let next = try await desk.begin()
            try checkEqual(next.map(\.id), [behind], "and its lane goes on")
            try checkEqual(next.first?.history, [], "without what brought the process down")
            let page = try require(try await desk.page(poison.conversation, of: poison.user), "a page")
            try checkEqual(page.messages.map(\.content), ["boom", "next"], "which its sender reads")
            try await desk.answer(try require(next.first, "the turn"), "2")
            try await desk.answer(try await desk.say("boom", id: "1", caller: .listens).begun(), "1")
            let last = try await desk.say("last", id: "3").begun()
            try checkEqual(last.history.map(\.content), ["boom", "next", "2", "1"], "who sent it may try again")
            await desk.store.close()
            for store in stores { await store.close() }
        },
        StorePromise("Who is absent gets one apology for what is given up; what had joined it goes on, each alone") {
            bench in
            let before = Desk(store: try await bench.open()).merging()
            let first = try await before.say("1", id: "1", caller: .absent).begun()
            var members: [TurnID] = []
            for id in ["2", "3", "4"] { members.append(try await before.say(id, id: id, caller: .absent).queued()) }
            let poison = try require(try await before.answer(first).next, "the merged turn")
            _ = try await before.say("5", id: "1", at: "bob", caller: .absent, mayBegin: false).queued()
            var desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            var stores = [before.store]
            for _ in 1...3 {
                try checkEqual(try await desk.suspect()?.id, poison.id, "alone")
                stores.append(desk.store)
                desk = Desk(store: try await bench.openAfterCrash(of: desk.store))
            }
            desk.apologies = ["web": "Sorry."]
            let begun = try await desk.store.beginSuspect(
                policy: desk.policy, apologies: desk.apologies, now: desk.now)
            try checkEqual(begun.ended, 1, "the turn is over, and nothing else")
            let third = try require(begun.turns.first, "the next message")
            try checkEqual(third.id, members[1], "by itself")
            try checkEqual(third.merged, [], "and with nobody")
            try checkEqual(try await desk.begin(), [], "alone")
            try await desk.answer(third, "3!")
            let fourth = try require(try await desk.suspect(), "the one after it")
            try checkEqual(fourth.id, members[2], "then alone too")
            try checkEqual(fourth.merged, [], "with nobody")
            try await desk.answer(fourth, "4!")
            try check(try await desk.suspect() == nil, "none is left")
            try checkEqual(try await desk.begin().map(\.content), ["5"], "then all the others")
            try await desk.takeOverReplies()
            let sent = try await desk.sendAll()
            try checkEqual(sent.map(\.reply.inReplyTo), ["1", "2", "3", "4"], "each is told of its own")
            try checkEqual(
                sent.dropFirst().map(\.reply.body), [.text("Sorry."), .text("3!"), .text("4!")], "one apology")
            try checkEqual(try await desk.rows("messages"), 8, "no question is doubled")
            await desk.store.close()
            for store in stores { await store.close() }
        },
        StorePromise("A kill is held against nobody who had company, or was over, or put off") { bench in
            var stores: [any StoreUnderTest] = []
            var desk = Desk(store: try await bench.open())
            let turn = try await desk.say("hi", id: "1").begun()
            for _ in 0..<5 {
                stores.append(desk.store)
                desk = Desk(store: try await bench.openAfterCrash(of: desk.store))
                try checkEqual(try await desk.suspect()?.id, turn.id, "under suspicion again")
                try await desk.store.joinOthers(turn.id)
            }
            let postponed = try await desk.say("ho", id: "1", at: "bob").begun()
            try await desk.store.postpone(turn.id, until: desk.now, error: .trouble)
            _ = try await desk.answer(postponed)
            stores.append(desk.store)
            desk = Desk(store: try await bench.openAfterCrash(of: desk.store))
            try check(try await desk.suspect() == nil, "what did not run is not under suspicion")
            try checkEqual(try await desk.begin().map(\.id), [turn.id], "it waits like any other")
            await desk.store.close()
            for store in stores { await store.close() }
        },
        StorePromise("Where no suspect can be begun, none is left that others would wait for") { bench in
            let before = Desk(store: try await bench.open())
            let alice = try await before.say("a", id: "1", at: "alice").begun()
            let bob = try await before.say("b", id: "1", at: "bob").begun()
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try checkEqual(try await desk.suspect()?.id, alice.id, "one")
            try checkEqual(
                try await desk.suspect()?.id, bob.id, "the next, though nobody said what became of the first")
            try check(try await desk.suspect() == nil, "none is left")
            _ = try await desk.say("c", id: "1", at: "carol").begun()
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("An orderly end casts no suspicion on what was running") { bench in
            let before = Desk(store: try await bench.open())
            let turn = try await before.say("hi", id: "1").begun()
            await before.store.close()
            let desk = Desk(store: try await bench.open())
            try check(try await desk.suspect() == nil, "none")
            let again = try require(try await desk.begin().first, "it waits like any other")
            try checkEqual(again.id, turn.id, "the same turn")
            try checkEqual(again.attempt, 2, "counted")
            await desk.store.close()
        },
    ]
}
