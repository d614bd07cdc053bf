import Testing

@testable import BotRuntime

struct FirstWordTests {
    @Test func `the first word is heard, and no later one`() async {
        let first = FirstWord<Int>()
        first.say(1)
        first.say(2)
        #expect(await first.heard() == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a word is heard when it comes, by a cancelled task too`() async {
        let first = FirstWord<Int>()
        let hearing = Task { await first.heard() }
        hearing.cancel()
        first.say(1)
        #expect(await hearing.value == 1)
    }
}
