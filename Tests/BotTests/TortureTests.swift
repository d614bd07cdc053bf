import BotHarness
import Foundation
import Testing

/// `kill -9` at random instants, while a platform delivers messages and repeats each until it is acknowledged.
///
/// The short form runs with all tests; `make torture` runs the long one. The seed is fixed: who writes when and when the
/// process dies is the same in every run, what the machine makes of it is not.
struct TortureTests {
    @Test(.timeLimit(.minutes(15)))
    func `nothing is lost, doubled or out of order, however often the process is killed`() async throws {
        let torture = try await Torture(TorturePlan(ProcessInfo.processInfo.environment))
        defer { torture.home.remove() }
        let isQuiet = try await torture.run()
        let report = try await TortureReport(torture)
        print(report)
        #expect(isQuiet)
        #expect(report.lost.isEmpty)
        #expect(report.deadLetters == 0)
        #expect(report.outOfOrder.isEmpty)
        #expect(report.doubledTurns == 0)
        #expect(report.strangeRepeats.isEmpty, "a reply came twice, and its row knows of no uncertain send")
        #expect(torture.kills == torture.plan.kills.count)
    }
}
