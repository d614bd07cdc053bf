import BotHarness
import Testing

@Suite("The admin port", .timeLimit(.minutes(2)))
struct AdminPortTests {
    @Test("has health and metrics, which the public one has not; and no user's path")
    func apart() async throws {
        try await Bots.running { caller, bot, _ in
            let admin = Caller(try await bot.address(after: "admin listening"))
            for path in ["/health/live", "/health/ready", "/metrics"] {
                #expect(try await caller.send("GET", path).status == 404, "\(path)")
                #expect(try await admin.send("GET", path).status == 200, "\(path)")
            }
            let opened = try await admin.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(opened.status == 404)
        }
    }
}
