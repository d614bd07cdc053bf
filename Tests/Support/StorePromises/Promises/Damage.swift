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
            try checkEqual(try await desk.begin().map(\.id), [behind, other], "its siblings and its lane begin")
            let failed = try await desk.store.inbox(state: "failed", limit: 10, after: nil)
            try checkEqual(failed.map(\.id), [damaged], "it is over")
            try checkEqual(failed.first?.lastError?.code, "internal_error", "with its reason")
            try checkEqual(try await desk.store.pendingTurns(), 2, "and no longer waits")
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
    ]
}
