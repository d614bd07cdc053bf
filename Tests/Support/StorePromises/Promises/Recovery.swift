import BotStore
import ChannelKit

extension StorePromise {
    static let recovery: [StorePromise] = [
        StorePromise("What a killed process was answering is begun again by the next, without a second question") {
            bench in
            let before = Desk(store: try await bench.open())
            let running = try await before.say("one", id: "1").begun()
            let waiting = try await before.say("two", id: "2").queued()
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try checkEqual(desk.store.installation, before.store.installation, "the same store")
            let again = try require(try await desk.recover().first, "the turn")
            try checkEqual(again.id, running.id, "the same turn")
            try checkEqual(again.attempt, 2, "counted")
            try checkEqual(again.conversation, running.conversation, "in its conversation")
            try checkEqual(again.history, [], "its question is not its history")
            try checkEqual(try await desk.rows("messages"), 1, "one question")
            try checkEqual(try await desk.say("one", id: "1").joined(), running.id, "a redelivery joins it")
            try checkEqual(try await desk.answer(again).next?.id, waiting, "and the lane goes on")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A turn that was taken over cannot be ended by who had it before") { bench in
            let before = Desk(store: try await bench.open())
            let old = try await before.say("one", id: "1").begun()
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.expect(.fenced, "it waits again") { try await desk.answer(old) }
            let new = try require(try await desk.recover().first, "the turn")
            try await desk.expect(.fenced, "another attempt runs") { try await desk.answer(old) }
            try checkEqual(try await desk.store.outcome(of: old.id), .pending, "nothing was written")
            try await desk.answer(new)
            try await desk.expect(.fenced, "it is over") { try await desk.answer(new) }
            try await desk.expect(.fenced, "and cannot be put back") {
                try await desk.store.postpone(new.id, until: desk.now, error: .trouble)
            }
            try checkEqual(try await desk.rows("messages"), 2, "one answer")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A reply that a killed process was sending waits for a report, and is then taken again") { bench in
            let before = Desk(store: try await bench.open())
            let turn = try await before.say("one", id: "1", caller: .absent).begun()
            let reply = try require(try await before.answer(turn, "hello").replies.first, "a reply")
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.takeOverReplies(after: .seconds(30))
            try checkEqual(try await desk.later(29).take(), [], "it may have arrived")
            let again = try await desk.later(30).take()
            try checkEqual(again.map(\.reply.id), [reply.reply.id], "the same reply")
            try checkEqual(again.map(\.reply.body), [.text("hello")], "the same text")
            try checkEqual(again.map(\.reply.attempt), [2], "counted")
            try checkEqual(try await desk.begin(), [], "the model is not asked again")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A report after a kill settles what was being sent, before it is sent again") { bench in
            let before = Desk(store: try await bench.open())
            let item = try await before.reply(to: "hi", id: "1")
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.takeOverReplies(after: .seconds(30))
            try await desk.report(.delivered, of: "p1", reply: item.reply.id)
            try checkEqual(try await desk.later(60).take(), [], "it has arrived")
            try checkEqual(try await desk.state(of: item), "delivered", "as the row says")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A reply is a dead letter after so many sends of unknown outcome, kills among them") { bench in
            let before = Desk(store: try await bench.open())
            let item = try await before.reply(to: "hi", id: "1")
            _ = try await before.record(item, .unknown(retryAt: before.now, .trouble))
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            try await desk.takeOverReplies(mostUncertain: 2)
            try checkEqual(try await desk.state(of: item), "dead", "the second was cut off")
            let error = try await desk.store.reply(item.reply.id)?.record.lastError
            try checkEqual(error?.code, "send_cut_off", "with its reason")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise("A hundred turns in flight survive a kill, none lost and none doubled") { bench in
            let before = Desk(store: try await bench.open())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let turn = try await before.say("hi \(number)", id: "1", at: ChatAddress("chat \(number)"))
                            .begun()
                        if number % 3 == 0 { try await before.answer(turn, "answer \(number)") }
                    }
                }
                try await group.waitForAll()
            }
            let desk = Desk(store: try await bench.openAfterCrash(of: before.store))
            let turns = try await desk.recover()
            try checkEqual(Set(turns.map(\.content)).count, 66, "what was not answered is begun again")
            for turn in turns { try await desk.answer(turn) }
            try checkEqual(try await desk.rows("inbox"), 100, "a row each")
            try checkEqual(try await desk.rows("messages"), 200, "a question and an answer each")
            try checkEqual(try await desk.store.pendingTurns(), 0, "none is left")
            await desk.store.close()
            await before.store.close()
        },
        StorePromise(
            "Calls to a closed store are told that it is closed",
            onOne: { desk in
                await desk.store.close()
                try await desk.expect(.unavailable, "a write") { _ = try await desk.say("hi", id: "1") }
                try await desk.expect(.unavailable, "a read") { _ = try await desk.store.pendingTurns() }
                try await desk.expect(.unavailable, "a ping") { try await desk.store.ping() }
                await desk.store.close()
            }),
        StorePromise("Closing waits for what is under way") { bench in
            let before = Desk(store: try await bench.open())
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        (try? await before.say("hi", id: "1", at: ChatAddress("chat \(number)"))) != nil
                    }
                }
                group.addTask {
                    await before.store.close()
                    return false
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let desk = Desk(store: try await bench.open())
            try checkEqual(try await desk.rows("inbox"), outcomes, "what was accepted is there, and nothing else")
            await desk.store.close()
        },
    ]
}
