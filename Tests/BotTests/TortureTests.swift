import BotHarness
import Foundation
import Synchronization
import Testing
import ThrowawayPostgres

/// `kill -9` at random instants, while a platform delivers messages and repeats each until it is acknowledged.
///
/// The short form runs with all tests; `make torture` runs the long one. The seed is fixed: who writes when and when a
/// process dies is the same in every run, what the machine makes of it is not.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct TortureTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// Which stores are tortured: all, unless one is named.
    private static func tortures(_ store: String) -> Bool {
        (environment["CHANNELKIT_TORTURE_STORE"] ?? store) == store
    }

    @Test(.timeLimit(.minutes(15)), .enabled(if: tortures("sqlite")))
    func `nothing is lost, doubled or out of order, however often the process is killed`() async throws {
        try await run(Torture(TorturePlan(Self.environment, isShared: false)))
    }

    @Test(.timeLimit(.minutes(15)), .enabled(if: tortures("postgres")))
    func `nor where three share a database that is killed as well, cuts them off, and takes one of them for dead`()
        async throws
    {
        let plan = TorturePlan(Self.environment, isShared: true)
        let torture = try await Torture(plan, on: try await ThrowawayPostgres.start())
        try await run(torture)
        // Two seconds are what is promised; the rest is for a machine under load.
        for time in torture.takeovers.withLock({ $0 }) { #expect(time < Double(plan.lease) + 2 + 8) }
        #expect(torture.victims.ends.allSatisfy { $0 == .exited(0) })
    }

    private func run(_ torture: Torture) async throws {
        defer { torture.home.remove() }
        let isQuiet = try await torture.run()
        let report = try await TortureReport(torture)
        print(report)
        if !isQuiet { for row in try await TortureReport.left(in: torture.store) { print("left:", row) } }
        #expect(isQuiet)
        #expect(report.lost.isEmpty)
        #expect(report.deadLetters == 0)
        #expect(report.outOfOrder.isEmpty)
        #expect(report.doubledTurns == 0)
        #expect(report.strangeRepeats.isEmpty, "a reply came twice, and its row knows of no uncertain send")
        #expect(torture.victims.kills == torture.plan.kills.count)
    }
}
