import ChannelKit

/// That a message that comes again makes no second turn.
extension Promises {
    var deduplication: [ChannelPromise] {
        [
            served("A message that is delivered again is not answered again") { trial in
                let message = SampleMessage(1)
                for _ in 0..<3 {
                    let acknowledgement = try await trial.say(message)
                    try check(acknowledgement.isTaken, "it is acknowledged each time", seen: "\(acknowledgement)")
                    try await trial.settle()
                    try await self.checkOnce(message, acknowledgement, trial)
                }
            },
            served("A message that is delivered twenty times at once is answered once") { trial in
                let message = SampleMessage(1)
                let delivery = try await trial.delivery(of: message)
                let last = try await withThrowingTaskGroup(of: Acknowledgement.self) { group in
                    for _ in 0..<20 { group.addTask { try await trial.deliver(delivery) } }
                    return try await group.reduce(Acknowledgement.silence) { $1.isTaken ? $1 : $0 }
                }
                try await trial.settle()
                try await self.checkOnce(message, last, trial)
            },
            served("A message that is delivered again after a restart is not answered again") { trial in
                let message = SampleMessage(1)
                try await trial.say(message)
                try await trial.settle()
                try await trial.stop()
                try await trial.start()
                let acknowledgement = try await trial.say(message)
                try check(acknowledgement.isTaken, "it is acknowledged", seen: "\(acknowledgement)")
                try await trial.settle()
                try await self.checkOnce(message, acknowledgement, trial)
            },
            served("Every message of a batch is answered", unless: .batches) { trial -> Batch? in
                let messages = (0..<6).map { SampleMessage($0 + 1, chat: $0 % 3) }
                let delivery = try await self.specimen.delivery(of: messages, on: trial.stage)
                return delivery.map { (messages, $0) }
            } _: { sample, trial in
                let (messages, batch) = sample
                let acknowledgement = try await trial.deliver(batch)
                try check(acknowledgement.isTaken, "a batch is acknowledged", seen: "\(acknowledgement)")
                try await trial.settle()
                try checkEqual(
                    trial.model.asked.sorted(), messages.map(\.text).sorted(), "each of them is asked",
                    hint: "receive returns an event for each message of the delivery")
                guard !self.specimen.collects else { return }
                for chat in 0..<3 {
                    let expected = messages.filter { $0.chat == chat }.map { ScriptedModel.answer(to: $0.text) }
                    try checkEqual(trial.taken(in: chat), expected, "chat \(chat) has its replies, in order")
                }
            },
        ]
    }

    private typealias Batch = (messages: [SampleMessage], delivery: Specimen.Subject.Delivery)

    private func checkOnce(
        _ message: SampleMessage, _ last: Acknowledgement, _ trial: Trial<Specimen>
    ) async throws {
        try checkEqual(
            trial.model.asked, [message.text], "it makes one turn",
            hint: "InboundMessage.id has to be the platform's own id of the message, the same each time")
        try await checkAnswers([message], last, trial)
    }
}
