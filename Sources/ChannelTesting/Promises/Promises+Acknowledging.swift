import BotStore
import ChannelKit

/// That what is acknowledged is kept, and what cannot be kept is refused.
extension Promises {
    var acknowledging: [ChannelPromise] {
        [
            served("A delivery is acknowledged only once it is durable") { trial in
                let delivery = try await trial.delivery(of: SampleMessage(1))
                let arrived = trial.gate.arrived
                trial.gate.hold()
                let isAnswered = Flag()
                async let acknowledgement = {
                    defer { isAnswered.set() }
                    return try await trial.deliver(delivery)
                }()
                try await trial.until("the delivery comes to be recorded", clockRuns: false) {
                    trial.gate.arrived > arrived
                }
                for _ in 0..<50 { await Task.yield() }
                try check(
                    !isAnswered.isSet, "there is no answer while nothing is recorded",
                    hint: "respond with the outcome that the runtime hands over, and not before")
                trial.gate.release()
                let result = try await acknowledgement
                try check(result.isTaken, "then it is acknowledged", seen: "\(result)")
                try await trial.settle()
            },
            served("What could not be recorded is not acknowledged, and is answered when it comes again") { trial in
                let message = SampleMessage(1)
                let delivery = try await trial.delivery(of: message)
                trial.gate.fail(StoreError(.unavailable, "the disk is full"))
                let refused = try await trial.deliver(delivery)
                guard case .refused(let status, let retryAfter, _) = refused, status >= 500 else {
                    throw PromiseBroken(
                        "a delivery that was not recorded was acknowledged", seen: "\(refused)",
                        hint:
                            "answer a failed outcome with HTTPAnswer.failure, or with a status the platform repeats at")
                }
                if self.isMounted { try check(retryAfter != nil, "it is said when to come again (Retry-After)") }
                trial.gate.fail(nil)
                let taken = try await trial.deliver(delivery)
                try check(taken.isTaken, "it is acknowledged when it comes again", seen: "\(taken)")
                try await trial.settle()
                try checkEqual(trial.model.asked, [message.text], "and answered")
            },
            promise("A bot without room refuses at the door, and loses nothing that it took") { trial in
                try await trial.start(pendingTurns: 2)
                trial.model.hold()
                let messages = (1...6).map { SampleMessage($0, chat: $0) }
                var taken: [SampleMessage] = []
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for message in messages.prefix(2) {
                        group.addTask { try await trial.say(message) }
                        taken.append(message)
                        try await trial.until("the model is asked") { trial.model.asked.count == taken.count }
                    }
                    for message in messages.dropFirst(2) {
                        let acknowledgement = try await trial.say(message)
                        guard case .refused(let status, let retryAfter, _) = acknowledgement,
                            [429, 503].contains(status), retryAfter != nil || !self.isMounted
                        else {
                            throw PromiseBroken(
                                "a delivery was not refused although there was no room", seen: "\(acknowledgement)",
                                hint: "answer the error overloaded with 503 and Retry-After")
                        }
                    }
                    trial.model.release()
                    try await group.waitForAll()
                }
                try await trial.settle()
                for message in messages.dropFirst(2) {
                    try await trial.say(message)
                    try await trial.settle()
                }
                try checkEqual(
                    trial.model.asked.sorted(), messages.map(\.text).sorted(), "each is answered, once, in the end")
            },
            served("A bot that is stopped finishes what it has begun, and takes nothing new") { trial in
                trial.model.hold()
                async let first = trial.say(SampleMessage(1))
                try await trial.until("the model is asked") { trial.model.asked.count == 1 }
                let second = try await self.specimen.delivery(of: [SampleMessage(2, chat: 1)], on: trial.stage)
                async let stopped: Void = trial.stop()
                try await trial.until("the bot begins to stop", clockRuns: false) { try trial.isDraining }
                if let second {
                    try await trial.until("new deliveries are refused", clockRuns: false) {
                        let refused = try await trial.deliver(second)
                        return !refused.isTaken
                    }
                }
                trial.model.release()
                let acknowledgement = try await first
                try await stopped
                // A channel that sends by what its loop holds open sends again when the loop runs again.
                if Specimen.Subject.self is any Running.Type, !self.specimen.collects, trial.taken().isEmpty {
                    try await trial.start()
                    try await trial.settle()
                }
                try await self.checkAnswers([SampleMessage(1)], acknowledgement, trial)
            },
        ]
    }
}
