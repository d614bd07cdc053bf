import Testing

@testable import BotRuntime

struct CrashPointTests {
    @Test func `a step is named, with the time at which it counts`() throws {
        let first = try #require(CrashPoint.order("send_begun"))
        #expect(first.point == .sendBegun && first.time == 1)
        let third = try #require(CrashPoint.order("model_asked:3"))
        #expect(third.point == .modelAsked && third.time == 3)
    }

    @Test(
        "what names no step kills nothing", arguments: [nil, "", "sleeping", "sent:0", "sent:", "sent:x", "sent:1:2"])
    func noStep(text: String?) { #expect(CrashPoint.order(text) == nil) }
}
