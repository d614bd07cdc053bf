import BotModel
import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

struct WorkIndicatorTests {
    private let clock = TestClock()

    @Test(.timeLimit(.minutes(5)))
    func `work is shown once for each attempt at asking the model, and never for a text of the bot's own`() async throws
    {
        let model = CountingModel(failing: [ModelError(.failed, detail: "500")])
        let core = Core.test(try await FaultyStore(), model: model, clock: clock)
        let shown = Texts()
        var channel = AbleChannel()
        channel.indicate = { message, address in shown.add("\(message) at \(address.chat)") }
        let runner = TurnRunner(core: core, channels: core.web(channel))
        var said = try await core.begin("/reset", id: "0", at: "bob", caller: .absent).turn
        said.plan = .say("Hello")
        await runner.run(core.begin(said))
        await runner.run(try await core.begin("hi", id: "1", caller: .absent))
        clock.advance(2)
        for turn in try await core.beginDue() { await runner.run(turn) }
        core.asked.finish()
        await WorkIndicator(core: core, channels: core.web(channel)).run()
        #expect(shown.all.count == 2)
        #expect(Set(shown.all) == ["1 at alice"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `it is not waited for, and ends with the turn`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let ended = Texts()
        var channel = AbleChannel()
        channel.indicate = { _, _ in
            try? await Task.sleep(for: .seconds(3600))
            ended.add("cancelled: \(Task.isCancelled)")
        }
        let channels = core.web(channel)
        let begun = try await core.begin("hi", id: "1")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await WorkIndicator(core: core, channels: channels).run() }
            await TurnRunner(core: core, channels: channels).run(begun)
            await ended.wait(for: 1)
            core.asked.finish()
        }
        #expect(ended.all == ["cancelled: true"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `it is given up after two minutes`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let ended = Texts()
        var channel = AbleChannel()
        channel.indicate = { _, _ in
            try? await Task.sleep(for: .seconds(3600))
            ended.add("given up")
        }
        let channels = core.web(channel)
        core.asked.put(try await core.begin("hi", id: "1"))
        core.asked.finish()
        async let run: Void = WorkIndicator(core: core, channels: channels).run()
        await clock.sleepers(1)
        clock.advance(119)
        #expect(ended.all.isEmpty)
        clock.advance(1)
        await run
        #expect(ended.all == ["given up"])
    }
}
