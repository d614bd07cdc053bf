import BotStore
import ChannelKit

extension StorePromise {
    static let following: [StorePromise] = [
        StorePromise(
            "A turn that is asked for by its id says whose it is, how it stands and at which attempt",
            onOne: { desk in
                let running = try await desk.say("one", id: "1").begun()
                let waiting = try await desk.say("two", id: "2").queued()
                var standing = try require(try await desk.store.standing(of: running.id), "the one that runs")
                try checkEqual(
                    standing,
                    TurnStanding(
                        turn: running.id, channel: desk.channel, user: running.user, conversation: running.conversation,
                        attempt: 1, isRunning: true, outcome: .pending), "all that is known")
                standing = try require(try await desk.store.standing(of: waiting), "the one that waits")
                try check(!standing.isRunning && standing.attempt == 0 && standing.user == running.user, "it waits")
                try await desk.fail(running)
                let again = try await desk.say("one", id: "1").queued()
                try checkEqual(again, running.id, "the same turn")
                standing = try require(try await desk.store.standing(of: again), "it")
                try check(standing.outcome == .pending && standing.attempt == 1, "asked again, not begun again")
                try checkEqual(try await desk.store.standing(of: TurnID(4711)), nil, "there is none")
            }),
        StorePromise(
            "A turn that waits is cancelled by its id, another one is not",
            onOne: { desk in
                let running = try await desk.say("one", id: "1").begun()
                let waiting = try await desk.say("two", id: "2").queued()
                let last = try await desk.say("three", id: "3").queued()
                try check(try await !desk.store.cancelQueued(running.id, now: desk.now), "not one that runs")
                try check(try await desk.store.cancelQueued(waiting, now: desk.now), "one that waits")
                try check(try await !desk.store.cancelQueued(waiting, now: desk.now), "nor one that is over")
                try checkEqual(try await desk.store.standing(of: waiting)?.outcome, .cancelled, "cancelled")
                let next = try require(try await desk.answer(running).next, "the lane goes on")
                try checkEqual(next.id, last, "with the one behind it")
                try await desk.fail(next)
                try check(try await !desk.store.cancelQueued(last, now: desk.now), "nor one that failed")
                guard case .failed = try await desk.store.outcome(of: last) else {
                    throw PromiseBroken(description: "a failed turn is no cancelled one")
                }
            }),
    ]
}
