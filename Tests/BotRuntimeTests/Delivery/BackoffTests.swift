import Testing

@testable import BotRuntime

struct BackoffTests {
    @Test func `waits double up to the limit, with at most half taken off`() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(4))
        for whole in [1, 2, 4, 4, 4] {
            let wait = backoff.next()
            #expect(wait >= .seconds(whole) / 2 && wait <= .seconds(whole))
        }
    }

    @Test func `a later attempt starts where the earlier ones have led`() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(300), attempt: 4)
        #expect(backoff.next() >= .seconds(4))
        var last = Backoff(first: .seconds(1), limit: .seconds(300), attempt: .max)
        #expect(last.next() <= .seconds(300))
    }
}
