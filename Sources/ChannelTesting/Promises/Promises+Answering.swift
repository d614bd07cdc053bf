import ChannelKit

/// That a message gets its answer, and nobody else's.
extension Promises {
    var answering: [ChannelPromise] {
        var promises = [
            served("A genuine message is answered once, with what the model said") { trial in
                let message = SampleMessage(1)
                let acknowledgement = try await trial.say(message)
                try check(acknowledgement.isTaken, "a genuine delivery is acknowledged", seen: "\(acknowledgement)")
                try await trial.settle()
                try checkEqual(trial.model.asked, [message.text], "the model is asked once, with the message's text")
                try await self.checkAnswers([message], acknowledgement, trial)
            },
            served("Messages of one chat are answered one at a time, in their order") { trial in
                let messages = (1...8).map { SampleMessage($0) }
                // Made before, since a specimen may have to ask the bot for something first.
                var deliveries: [Specimen.Subject.Delivery] = []
                for message in messages { deliveries.append(try await trial.delivery(of: message)) }
                trial.model.hold()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for delivery in deliveries {
                        let arrived = trial.gate.arrived
                        group.addTask { _ = try await trial.deliver(delivery) }
                        // The next is sent when this one is on its way into the store: that is its order.
                        try await trial.until("a delivery is recorded", clockRuns: false) {
                            trial.gate.arrived > arrived
                        }
                    }
                    try await trial.until("the model is asked") { !trial.model.asked.isEmpty }
                    try checkEqual(trial.model.asked.count, 1, "only the first of them is being answered")
                    trial.model.release()
                    try await group.waitForAll()
                }
                try await trial.settle()
                try checkEqual(
                    trial.model.asked, messages.map(\.text), "they are asked in the order in which they came")
                if !self.specimen.collects {
                    let expected = messages.map { ScriptedModel.answer(to: $0.text) }
                    try checkEqual(trial.taken(), expected, "the replies come in that order")
                }
            },
            served("A chat whose turn takes long holds up no other") { trial in
                trial.model.hold()
                async let slow = trial.say(SampleMessage(1, chat: 0))
                try await trial.until("the model is asked") { trial.model.asked.count == 1 }
                async let other = trial.say(SampleMessage(2, chat: 1))
                try await trial.until("the other chat's question is asked meanwhile") { trial.model.asked.count == 2 }
                trial.model.release()
                _ = try await (slow, other)
                try await trial.settle()
            },
        ]
        if !specimen.collects {
            promises.append(
                served("What comes back of the bot's own messages is not answered", unless: .echoes) {
                    trial -> [Named<Specimen.Subject.Delivery>]? in
                    let echoes = try await self.specimen.echoes(of: SampleMessage(1), on: trial.stage)
                    return echoes.isEmpty ? nil : echoes
                } _: { echoes, trial in
                    for echo in echoes {
                        let acknowledgement = try await trial.deliver(echo.value)
                        try check(
                            acknowledgement.isTaken, "\(echo) is acknowledged, or it comes again",
                            seen: "\(acknowledgement)")
                    }
                    try await trial.settle()
                    try checkEqual(
                        trial.model.asked, [], "nothing of it is asked",
                        hint: "skip what the bot or another bot has written: two bots that answer each other never end")
                })
        }
        return promises
    }

    /// The answers to messages of one chat have arrived: at the platform, or with the acknowledgement of the last.
    func checkAnswers(
        _ messages: [SampleMessage], _ last: Acknowledgement, _ trial: Trial<Specimen>
    ) async throws {
        let expected = messages.map { ScriptedModel.answer(to: $0.text) }
        guard specimen.collects else {
            return try checkEqual(
                trial.taken(in: messages.first?.chat ?? 0), expected, "the platform has one reply to each, in order")
        }
        let answer = try require(last.answer, "there is an answer to read")
        try checkEqual(specimen.collectedReply(in: answer), expected.last, "the caller gets what the model said")
    }
}
