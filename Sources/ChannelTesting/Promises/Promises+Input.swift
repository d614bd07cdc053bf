import ChannelKit

/// That no input, however strange, does more than be refused.
extension Promises {
    var input: [ChannelPromise] {
        guard isMounted else { return [] }
        return [
            served("Input that makes no sense is survived, and what follows is answered", unless: .bodies) {
                trial -> [Named<Specimen.Subject.Delivery>]? in
                var deliveries: [Named<Specimen.Subject.Delivery>] = []
                for sample in Nonsense.all {
                    guard let delivery = try await self.specimen.delivery(of: sample.value, on: trial.stage) else {
                        return nil
                    }
                    deliveries.append(Named(sample.name, delivery))
                }
                return deliveries
            } _: { deliveries, trial in
                for delivery in deliveries { try await self.checkSurvival(delivery.value, delivery.name, trial) }
                try checkEqual(trial.model.asked, [], "nothing of it is asked")
                try await self.checkAlive(trial)
            },
            served("A genuine delivery with bytes changed in it is survived", unless: .bodies) {
                trial -> Specimen.Subject.Delivery? in
                var random = SplitMix(seed: 20_261_127)
                return try await self.changed(SampleMessage(999), &random, trial)
            } _: { first, trial in
                try await self.checkSurvival(first, "the first", trial)
                var random = SplitMix(seed: 20_261_128)
                for round in 0..<150 {
                    let message = SampleMessage(1_000 + round, chat: round % 50)
                    let delivery = try require(
                        try await self.changed(message, &random, trial), "the specimen makes a delivery of any bytes")
                    try await self.checkSurvival(delivery, "round \(round)", trial)
                }
                try await trial.settle()
                try await self.checkAlive(trial)
            },
        ]
    }

    /// A genuine delivery with changes in its body. Nil where it has none.
    private func changed(
        _ message: SampleMessage, _ random: inout SplitMix, _ trial: Trial<Specimen>
    ) async throws -> Specimen.Subject.Delivery? {
        guard let genuine = try await trial.delivery(of: message) as? HTTPDelivery, !genuine.body.isEmpty else {
            return nil
        }
        return try await specimen.delivery(of: Nonsense.change(genuine.body, &random), on: trial.stage)
    }

    private func checkSurvival(
        _ delivery: Specimen.Subject.Delivery, _ name: String, _ trial: Trial<Specimen>
    ) async throws {
        let acknowledgement = try await trial.deliver(delivery)
        if case .refused(let status, _, _) = acknowledgement, status < 500 { return }
        try check(
            acknowledgement.isTaken, "input that makes no sense is acknowledged or refused for what it is: \(name)",
            seen: "\(acknowledgement)",
            hint: "throw an error of kind invalid from receive; a fault of the bot's own (5xx) is repeated for ever")
    }

    private func checkAlive(_ trial: Trial<Specimen>) async throws {
        let message = SampleMessage(9_999, chat: 99)
        let acknowledgement = try await trial.say(message)
        try await trial.settle()
        try check(trial.model.asked.contains(message.text), "a genuine message is still answered")
        try await checkAnswers([message], acknowledgement, trial)
    }
}
