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
    struct Life: Sendable {
        let rehearsal: Rehearsal
        let channel: Subject
        let store: any Store
        let lifeline: Lifeline
        let serving: Task<Void, Never>
        /// Ends the lifeline at the step at which the bot is to be killed.
        let watcher: @Sendable (CrashPoint) -> Void
    }

    let specimen: Specimen
    let platform: Specimen.Platform
    let model = ScriptedModel()
    let clock = TrialClock()
    let log = CapturedLog()
    let gate = AcceptGate()
    let folder: URL
    /// The bot that runs, and which of the case's it is: each has a folder of its own.
    let state = Mutex((life: Life?.none, generation: 0))
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

    var stage: Stage<Specimen> {
        Stage(platform: platform) { [self] delivery in await answer(to: delivery) }
    }

    private func answer(to delivery: HTTPDelivery) async -> HTTPAnswer? {
        guard let life = try? life else { return nil }
        let answer = await CrashPoint.$watcher.withValue(life.watcher) {
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
        return await CrashPoint.$watcher.withValue(life.watcher) {
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
