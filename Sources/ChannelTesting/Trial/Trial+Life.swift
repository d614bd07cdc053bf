import BotRuntime
import BotStore
import ChannelKit
import Foundation
import Logging
import SQLiteStore
import Synchronization

/// The bot of a case: started, stopped, killed and started again.
extension Trial {
    var life: Life {
        get throws { try require(state.withLock { $0.life }, "a bot runs", hint: "this is a fault of the kit") }
    }

    /// Starts the bot, or starts it again with what the one before left. Once it comes to the crash point it counts as
    /// killed.
    func start(pendingTurns: Int = 1_000, killedAt point: CrashPoint? = nil) async throws {
        let lifeline = Lifeline()
        let store = MortalStore(
            base: try await SQLiteStore.open(at: .file(path), migrate: true), lifeline: lifeline, gate: gate)
        let opened = try open(store)
        let channel = try require(opened.channel as? Subject, "the instance is one of the specimen's channel")
        let rehearsal = Rehearsal(
            Rehearsal.Parts(
                channel: opened, store: store, model: model, pendingTurns: pendingTurns, now: { [clock] in clock.now },
                sleep: { [clock] in try await clock.sleep($0) }, isAlive: { lifeline.isAlive }),
            logger: log.logger("bot"))
        let watcher: @Sendable (CrashPoint) -> Void = { if $0 == point { lifeline.end() } }
        try await CrashPoint.$watcher.withValue(watcher) {
            try await rehearsal.takeOver()
            // Of its own, and not a child of the case's: it outlives this call, and ends with `stop` or `kill`.
            let serving = Task { _ = try? await rehearsal.run() }
            let life = Life(
                rehearsal: rehearsal, channel: channel, store: store, lifeline: lifeline, serving: serving,
                watcher: watcher)
            state.withLock { $0.life = life }
        }
    }

    private var path: String {
        folder.appendingPathComponent("\(state.withLock { $0.generation })").appendingPathComponent("bot.sqlite").path
    }

    private func open(_ store: any Store) throws -> OpenedChannel {
        let context = ChannelContext(
            instance: "subject", installation: store.installation, logger: log.logger("channel"),
            cursor: StoredCursor(store: store, instance: "subject"),
            accounts: AccountService(
                accounts: store.accounts, instance: "subject", type: Subject.type,
                logger: log.logger("accounts"), now: { [clock] in clock.now }),
            limits: StoredLimits(accounts: store.accounts, instance: "subject", now: { [clock] in clock.now }))
        let opened = try ChannelRegistry([Subject.self]).open(yaml: specimen.yaml(on: platform), context: context)
        var reader = SettingsReader(opened.entry.node, name: opened.entry.name)
        let channel = try specimen.instance(
            settings: Subject.Settings(from: &reader), context: context, on: platform)
        return OpenedChannel(entry: opened.entry, channel: channel, policy: opened.policy)
    }

    /// As SIGTERM does it: returns when the bot has ended.
    func stop() async throws {
        let life = try life
        await life.rehearsal.stop()
        await life.serving.value
        await life.store.close()
        state.withLock { $0.life = nil }
    }

    /// As `kill -9` does it: what was not durable is gone, and nothing of it reaches anyone any more. The next start has
    /// the file as it was at that moment.
    func kill() async {
        guard
            let life = state.withLock({ state in
                defer { state.life = nil }
                return state.life
            })
        else { return }
        life.lifeline.end()
        life.serving.cancel()
        let old = path
        state.withLock { $0.generation += 1 }
        let files = FileManager.default
        try? files.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        for suffix in ["", "-wal"] where files.fileExists(atPath: old + suffix) {
            try? files.copyItem(atPath: old + suffix, toPath: path + suffix)
        }
        model.release()
        await life.serving.value
        await life.store.close()
    }

    /// Whether the bot still lives: a crash point may have ended it.
    var isAlive: Bool { state.withLock { $0.life?.lifeline.isAlive ?? false } }
}
