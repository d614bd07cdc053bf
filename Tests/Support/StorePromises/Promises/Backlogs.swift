import BotStore
import ChannelKit
import Foundation

extension StorePromise {
    /// Whoever prunes goes on while there is more: all that is forgotten has to count.
    static let backlogs: [StorePromise] = [
        StorePromise(
            "Sessions, codes and full buckets are counted when they are forgotten, so that any number of them is worked off",
            onOne: { desk in
                let limited = desk.limited(by: RateLimits(user: RateLimit(count: 2, window: .seconds(60))))
                for name in ["a", "b", "c"] {
                    let member = try await desk.member("\(name)@example.org")
                    try check(try await desk.keepCode(name, for: member.user), "a code")
                    _ = try await limited.say("hi", id: "1", at: ChatAddress(name), mayBegin: false).queued()
                }
                // By this one's time the other buckets are full again.
                _ = try await limited.later(600).say("hi", id: "1", at: "d", mayBegin: false).queued()
                let later = desk.later(10_000).now
                try checkEqual(try await desk.store.prune(before: later, limit: 2), 6, "two of each kind")
                try checkEqual(try await desk.rows("sessions"), 1, "no more than asked")
                try checkEqual(try await desk.rows("link_codes"), 1, "no more than asked")
                try checkEqual(try await desk.rows("buckets"), 2, "no more than asked")
                try checkEqual(try await desk.store.prune(before: later, limit: 2), 3, "then one of each")
                try checkEqual(try await desk.store.prune(before: later, limit: 2), 0, "then nothing is left")
                for (table, rows) in [("sessions", 0), ("link_codes", 0), ("buckets", 1), ("inbox", 4)] {
                    try checkEqual(try await desk.rows(table), rows, table)
                }
            })
    ]
}
