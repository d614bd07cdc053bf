import BotHarness
import FakeOpenAI
import Foundation
import Testing

@Suite("What the model costs is counted and bounded", .timeLimit(.minutes(3)))
struct UsageTests {
    private func configured(_ home: BotProcess.Home, _ model: String) -> String {
        Bots.configuration(home: home, model: model)
            .replacing("name: fake-1", with: "name: fake-1, price: { input: 1000, output: 2000 }")
            .replacing("channels:", with: "limits: { tokens_per_day: 36, spent_message: Enough. }\nchannels:")
    }

    @Test("a user's share of the day is answered by the model, what goes beyond it by a notice, and both are shown")
    func budget() async throws {
        let model = try await FakeOpenAI.start()
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(configured(home, model.baseURL))
        let bot = try BotProcess(["run", "--config", file], folder: home.folder)
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        for number in 0..<2 {
            #expect(try await caller.say("\(number)", token: token)["text"] != "Enough.")
        }
        let spent = try await caller.say("more", token: token)
        #expect(spent.status == 200 && spent["text"] == "Enough." && spent["message_id"] != nil, "\(spent.text)")
        #expect(model.requestCount == 2)
        let other = try await caller.token(apiKey: Bots.apiKey)
        #expect(try await caller.say("hi", token: other)["text"] != "Enough.", "each user has their own")

        let usage = try await Bots.run(["usage", "--by", "user", "--json", "--config", file])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(usage.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["turns"] as? Int } == [2, 1], "\(usage.log)")
        #expect(rows.map { $0["prompt_tokens"] as? Int } == [22, 11])
        let costs = rows.map { $0["cost"] as? Double ?? 0 }
        #expect(zip(costs, [0.05, 0.025]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(costs)")
        let table = try await Bots.run(["usage", "--by", "channel", "--config", file])
        #expect(table.output.contains("CHANNEL") && table.output.contains("0.075000"), "\(table.output)")
        let none = try await Bots.run(["usage", "--to", "2020-02-29", "--config", file])
        #expect(none.output == "none")
        for wrong in [["--by", "week"], ["--from", "2026-02-30"], ["--to", "today"]] {
            #expect(try await Bots.run(["usage", "--config", file] + wrong).status == .exited(64), "\(wrong)")
        }
        #expect(await bot.terminate() == .exited(0))
        try await model.stop()
    }
}
