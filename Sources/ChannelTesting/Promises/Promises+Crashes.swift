import BotRuntime
import ChannelKit

/// That a kill at any step loses nothing and repeats nothing.
extension Promises {
    var crashes: [ChannelPromise] {
        CrashPoint.allCases.compactMap { point in
            // Where callers collect their answers nothing is sent.
            if specimen.collects, [.sendBegun, .sent, .recorded].contains(point) { return nil }
            if !isMounted, point == .acknowledged { return nil }
            return promise("A kill \(point.moment) loses nothing and repeats nothing") { trial in
                try await self.kill(at: point, trial)
            }
        }
    }

    private func kill(at point: CrashPoint, _ trial: Trial<Specimen>) async throws {
        let messages = [SampleMessage(1), SampleMessage(2)]
        // Made by a bot that is not killed: a specimen may have to ask it for something.
        try await trial.start()
        var deliveries: [Specimen.Subject.Delivery] = []
        for message in messages { deliveries.append(try await trial.delivery(of: message)) }
        try await trial.stop()
        try await trial.start(killedAt: point)
        // As a platform does it: again and again until it is acknowledged. What comes after a kill comes to the next bot.
        var last = Acknowledgement.silence
        for delivery in deliveries {
            try await trial.until("the message is acknowledged, at the latest after the restart", within: 40) {
                if !trial.isAlive { try await self.restart(trial) }
                last = try await self.deliverUnlessKilled(delivery, trial)
                return last.isTaken
            }
        }
        try await trial.until("the bot is killed, or everything has come to its end", within: 40) {
            if !trial.isAlive { return true }
            return try await trial.isSettled
        }
        if !trial.isAlive { try await restart(trial) }
        try await trial.settle()
        try check(
            Set(trial.model.asked) == Set(messages.map(\.text)), "each message was asked",
            seen: "\(trial.model.asked)")
        guard !specimen.collects else {
            for (message, delivery) in zip(messages, deliveries) {
                let again = try await trial.deliver(delivery)
                try await checkAnswers([message], again, trial)
            }
            return
        }
        // A kill between the platform's taking a reply and our knowing of it may send it a second time, and no other.
        let expected = messages.map { ScriptedModel.answer(to: $0.text) }
        var taken = trial.taken()
        if point == .sent, taken.count == 3,
            let double = taken.indices.dropFirst().first(where: { taken[$0] == taken[$0 - 1] })
        {
            taken.remove(at: double)
        }
        try checkEqual(
            taken, expected, "the platform has each reply once, in order",
            hint: "send in reply alone, and one thing only: the runtime calls it again for what it could not record")
    }

    private func restart(_ trial: Trial<Specimen>) async throws {
        await trial.kill()
        try await trial.start()
    }

    /// One try of the platform's, given up when the bot dies under it.
    private func deliverUnlessKilled(
        _ delivery: Specimen.Subject.Delivery, _ trial: Trial<Specimen>
    ) async throws -> Acknowledgement {
        try await withThrowingTaskGroup(of: Acknowledgement?.self) { group in
            group.addTask { try await trial.deliver(delivery) }
            group.addTask {
                while trial.isAlive, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
                return nil
            }
            let first = try await group.next() ?? nil
            // A request that still hangs hears of the death as its connection breaks.
            if first == nil { await trial.kill() }
            group.cancelAll()
            return first ?? .silence
        }
    }
}

extension CrashPoint {
    fileprivate var moment: String {
        switch self {
        case .received: "after a delivery was read"
        case .accepted: "after it was recorded"
        case .acknowledged: "as it is acknowledged"
        case .modelAsked: "as the model is asked"
        case .modelAnswered: "after the model has answered"
        case .completed: "after the answer was stored"
        case .sendBegun: "as the reply is sent"
        case .sent: "after the platform took the reply"
        case .recorded: "after that was recorded"
        }
    }
}
