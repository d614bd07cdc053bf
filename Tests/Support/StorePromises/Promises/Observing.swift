import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    /// What metrics are made of.
    static let observing: [StorePromise] = [
        StorePromise(
            "What waits, runs or failed is counted by instance and state, with the time of the oldest; what is over is not",
            onOne: { desk in
                let store = try require(desk.store as? any QueueObserving, "a store that says what waits in it")
                try checkEqual(try await store.queueCounts(), [], "nothing at first")
                let later = desk.later(5)

                try await desk.fail(try await desk.say("failed", id: "1", at: "a").begun())
                _ = try await desk.say("running", id: "1", at: "b").begun()
                _ = try await later.say("queued", id: "3", at: "b").queued()
                _ = try await desk.say("queued", id: "2", at: "b").queued()
                _ = try await later.on("other").say("queued", id: "1", at: "b", mayBegin: false).queued()
                try await desk.answer(try await desk.say("over", id: "1", at: "c").begun())

                _ = try await desk.reply(to: "sending", id: "1", at: "d")
                try await desk.record(try await desk.reply(to: "dead", id: "1", at: "e"), .dead(.trouble))
                let waiting = try await later.reply(to: "pending", id: "1", at: "f")
                try await later.record(waiting, .retry(at: later.now + 60, .trouble, counts: true))
                try await desk.record(try await desk.reply(to: "over", id: "1", at: "g"), .sent(platformIDs: ["p"]))

                let counts = try await store.queueCounts()
                let expected: Set = [
                    QueueCount(queue: .inbox, channel: "web", state: "failed", count: 1, oldest: desk.now),
                    QueueCount(queue: .inbox, channel: "web", state: "running", count: 1, oldest: desk.now),
                    QueueCount(queue: .inbox, channel: "web", state: "queued", count: 2, oldest: desk.now),
                    QueueCount(queue: .inbox, channel: "other", state: "queued", count: 1, oldest: later.now),
                    QueueCount(queue: .outbox, channel: "web", state: "sending", count: 1, oldest: desk.now),
                    QueueCount(queue: .outbox, channel: "web", state: "dead", count: 1, oldest: desk.now),
                    QueueCount(queue: .outbox, channel: "web", state: "pending", count: 1, oldest: later.now),
                ]
                try checkEqual(Set(counts), expected, "each row where it is")
                try checkEqual(counts.count, expected.count, "each once")
            }),
        StorePromise(
            "A store at rest has a connection that does nothing, and nobody waits for one",
            onOne: { desk in
                let store = try require(desk.store as? any QueueObserving, "a store that says how busy it is")
                _ = try await store.queueCounts()
                let load = store.load
                try check(load.connections >= 1 && load.idle <= load.connections, "\(load)")
                try checkEqual(load.waiting, 0, "nobody waits")
            }),
    ]
}
