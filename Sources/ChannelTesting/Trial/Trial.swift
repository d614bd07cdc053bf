import BotRuntime
import BotStore
import ChannelKit
import Foundation
import Logging
import SQLiteStore
import Synchronization

/// One case: a channel instance in a real bot on a real file, a platform and a model that do as they are told, and kills.
final class Trial<Specimen: ChannelSpecimen>: Sendable {
    typealias Subject = Specimen.Subject

    /// A bot of the case, until it is stopped or killed.
    private struct Life: Sendable {
        let rehearsal: Rehearsal
        let channel: Subject
        let store: any Store
        let lifeline: Lifeline
        let serving: Task<Void, Never>
    }

    let specimen: Specimen
    let platform: Specimen.Platform
    let model = ScriptedModel()
    let clock = TrialClock()
    let log = CapturedLog()
    let gate = AcceptGate()
    private let folder: URL
    private let state = Mutex((life: Life?.none, generation: 0))
    private let answers = Mutex<[String]>([])

    private init(_ specimen: Specimen) async throws {
        self.specimen = specimen
        platform = try await specimen.makePlatform()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("channel-trial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Runs a case, and looks afterwards whether a secret was seen in it.
    static func run(_ specimen: Specimen, _ body: (Trial) async throws -> Void) async throws {
        let trial = try await Trial(specimen)
        let result: Result<Void, any Error>
        do {
            try await body(trial)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await trial.end()
        try result.get()
        try trial.checkSecrecy()
    }

    private func end() async {
        gate.release()
        model.release()
        await kill()
        await platform.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Its life

    private var life: Life {
        get throws { try require(state.withLock { $0.life }, "a bot runs", hint: "this is a fault of the kit") }
    }

    /// Starts the bot, or starts it again with what the one before left. At a crash point it counts as killed, the n-th
    /// time that it comes there.
    func start(pendingTurns: Int = 1_000, killedAt point: CrashPoint? = nil, time: Int = 1) async throws {
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
        let reached = Counter()
        let watcher: @Sendable (CrashPoint) -> Void = { place in
            if place == point, reached.next() == time { lifeline.end() }
        }
        try await CrashPoint.$watcher.withValue(watcher) {
            try await rehearsal.takeOver()
            // Of its own, and not a child of the case's: it outlives this call, and ends with `stop` or `kill`.
            let serving = Task { _ = try? await rehearsal.run() }
            let life = Life(
                rehearsal: rehearsal, channel: channel, store: store, lifeline: lifeline, serving: serving)
            state.withLock { $0.life = life }
        }
        watchers.withLock { $0 = watcher }
    }

    private let watchers = Mutex<(@Sendable (CrashPoint) -> Void)?>(nil)

    private var path: String {
        folder.appendingPathComponent("\(state.withLock { $0.generation })").appendingPathComponent("bot.sqlite").path
    }

    private func open(_ store: any Store) throws -> OpenedChannel {
        let context = ChannelContext(
            instance: "subject", installation: store.installation, logger: log.logger("channel"),
            cursor: StoredCursor(store: store, instance: "subject"))
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

    // MARK: Deliveries

    var stage: Stage<Specimen> {
        Stage(platform: platform) { [self] delivery in await answer(to: delivery) }
    }

    private func answer(to delivery: HTTPDelivery) async -> HTTPAnswer? {
        guard let life = try? life else { return nil }
        let answer = await CrashPoint.$watcher.withValue(watchers.withLock { $0 }) {
            await life.rehearsal.answer(to: delivery)
        }
        guard life.lifeline.isAlive, let answer else { return nil }
        answers.withLock { $0.append("\(answer.headers) \(answer.text)") }
        return answer
    }

    /// Delivers as the platform does.
    func deliver(_ delivery: Subject.Delivery) async throws -> Acknowledgement {
        if let request = delivery as? HTTPDelivery {
            guard let answer = await answer(to: request) else { return .silence }
            return Acknowledgement(answer)
        }
        let life = try life
        return await CrashPoint.$watcher.withValue(watchers.withLock { $0 }) {
            let result: Acknowledgement
            do throws(ChannelError) {
                let admissions = try await life.rehearsal.receive(delivery, by: life.channel)
                result = Self.acknowledgement(of: admissions)
            } catch {
                result = Acknowledgement(error)
            }
            return life.lifeline.isAlive ? result : .silence
        }
    }

    private static func acknowledgement(of admissions: [Admission]) -> Acknowledgement {
        for case .refused(let error) in admissions { return Acknowledgement(error) }
        return .taken(nil)
    }

    /// Delivers one message.
    @discardableResult
    func say(_ message: SampleMessage) async throws -> Acknowledgement {
        try await deliver(try await delivery(of: message))
    }

    func delivery(of message: SampleMessage) async throws -> Subject.Delivery {
        let delivery = try await specimen.delivery(of: [message], on: stage)
        return try require(delivery, "the specimen makes a delivery of one message")
    }

    /// The channel of the bot that runs.
    var channel: Subject { get throws { try life.channel } }

    // MARK: Waiting

    /// Waits, for at most some seconds, and lets the bot's clock run on meanwhile.
    func until(
        _ claim: @autoclosure () -> String, within seconds: Double = 20, clockRuns: Bool = true,
        _ condition: () async throws -> Bool
    ) async throws {
        let giveUp = ContinuousClock.now + .seconds(seconds)
        while try await !condition() {
            guard .now < giveUp else { throw PromiseBroken("this did not happen: \(claim())", seen: summary) }
            try await Task.sleep(for: .milliseconds(2))
            if clockRuns { clock.advance(0.1) }
        }
    }

    /// Waits until everything accepted has its end, and every reply was sent or given up.
    func settle() async throws {
        try await until("everything that was accepted comes to an end", within: 30) { try await isSettled }
    }

    var isDraining: Bool { get throws { try life.rehearsal.isDraining } }
    var isSettled: Bool { get async throws { try await life.rehearsal.isSettled() } }

    /// Lets some seconds pass by the bot's clock, and the bot do what it does in them.
    func letPass(_ seconds: Double) async throws {
        var left = seconds
        while left > 0 {
            clock.advance(0.25)
            left -= 0.25
            try await Task.sleep(for: .milliseconds(2))
        }
        try await life.rehearsal.sendWaitingReplies()
    }

    /// What the platform has of a chat's replies, in order.
    ///
    /// Who listens gets the stored reply again when they repeat a message: those are left out.
    func taken(in chat: Int = 0) -> [String] {
        let texts = platform.taken.filter { $0.chat == chat }.map(\.text)
        guard specimen.caller == .listens else { return texts }
        return texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    var summary: String {
        let replies = platform.taken.map { "\($0.chat): \($0.text)" }
        return "the model was asked \(model.asked); the platform has \(replies)"
    }

    private func checkSecrecy() throws {
        for secret in specimen.secrets where !secret.isEmpty {
            if let line = log.lines.first(where: { $0.contains(secret) }) {
                let masked = line.replacingOccurrences(of: secret, with: "<the secret>")
                throw PromiseBroken(
                    "a secret was logged: \(masked)", hint: "log what a secret is for, and never what it is")
            }
            if answers.withLock({ $0.contains { $0.contains(secret) } }) {
                throw PromiseBroken("an answer holds a secret", hint: "answer with the error's own message alone")
            }
        }
    }
}

/// Counts up, wherever it is called from.
private final class Counter: Sendable {
    private let count = Atomic(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
