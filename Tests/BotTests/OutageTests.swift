import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// The real program on disks and files that fail: nothing is acknowledged that is not kept, and it goes on by itself.
@Suite("A store that fails for a while", .serialized, .timeLimit(.minutes(5)))
struct OutageTests {
    @Test(
        "a full disk refuses everything with 503 and a reason, and loses and doubles nothing",
        .enabled("needs the right to mount, as root has it") { await FaultyDisk.mayMount() }, .timeLimit(.minutes(2)))
    func full() async throws {
        try await FaultyDisk.mounted { folder in
            var ballast: URL?
            let outage = Outage(words: ["full"], clue: "the disk is full") {
                ballast = try FaultyDisk.fill(folder)
            } end: {
                if let ballast { try FileManager.default.removeItem(at: ballast) }
            }
            try await outage.run(in: folder)
        }
    }

    @Test(
        "a database that becomes read-only refuses everything, and loses and doubles nothing",
        .enabled("needs chattr, as root has it on ext4") { FaultyDisk.mayFreeze() }, .timeLimit(.minutes(2)))
    func frozen() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        func freeze(_ isFrozen: Bool) throws {
            for suffix in ["", "-wal"] { try FaultyDisk.freeze(home.database + suffix, isFrozen) }
        }
        let outage = Outage(words: ["unavailable", "readOnly"], clue: "check that it may be written") {
            try freeze(true)
        } end: {
            try freeze(false)
        }
        try await outage.run(in: home.folder)
    }

    @Test("a locked database refuses everything, and loses and doubles nothing", .timeLimit(.minutes(3)))
    func locked() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(30)
        var other: DatabaseQueue?
        let outage = Outage(words: ["locked", "slow"], clue: "another process holds the database") {
            // This process is another one than the bot's.
            other = try DatabaseQueue(path: home.database, configuration: configuration)
            try await other?.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        } end: {
            try await other?.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            try other?.close()
        }
        try await outage.run(in: home.folder)
    }

    @Test(
        "a bot whose database is read-only does not start, says why, and starts when it may be written",
        .enabled("needs the right to mount, as root has it") { await FaultyDisk.mayMount() }, .timeLimit(.minutes(5)))
    func readOnly() async throws {
        let (graph, model) = (try await FakeGraph.start(), try await FakeOpenAI.start())
        let home = try BotProcess.Home()
        defer { home.remove() }
        try await FaultyDisk.mounted { folder in
            let file = try home.write(Outage.configuration(graph, model, folder: folder))
            #expect(try await Bots.run(["db", "init", "--config", file]).status == .exited(0))
            try FaultyDisk.remount(folder, readOnly: true)
            let refused = try await Bots.run(["run", "--config", file])
            #expect(refused.status == .exited(69))
            #expect(refused.log.contains("bot.sqlite is on a read-only disk"), "\(refused.log)")
            try FaultyDisk.remount(folder, readOnly: false)
            let bot = try BotProcess(["run", "--config", file])
            _ = try await bot.address()
            #expect(await bot.terminate() == .exited(0))
        }
    }
}
