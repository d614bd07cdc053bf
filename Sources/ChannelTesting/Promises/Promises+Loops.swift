import BotRuntime
import ChannelKit

/// That the loop of a channel brings everything, in order, goes on where it had stopped, and ends when it has to. Each case
/// puts messages where the platform has them for the loop.
extension Promises {
    var loops: [ChannelPromise] {
        guard Specimen.Subject.self is any Running.Type, specimen.loop != .idles else { return [] }
        return [
            fed("What comes by its loop is answered, in the order in which it came") { trial in
                let messages = (1...4).map { SampleMessage($0) }
                try await self.specimen.feed(messages, on: trial.platform)
                try await trial.start()
                try await self.untilAnswered(messages, trial)
            },
            fed("Its loop ends when the bot is stopped, and brings nothing afterwards") { trial in
                try await trial.start()
                try await self.specimen.feed([SampleMessage(1)], on: trial.platform)
                try await self.untilAnswered([SampleMessage(1)], trial)
                let isStopped = Flag()
                // Of its own: a loop that does not end must not keep the case from saying so.
                let stopping = Task {
                    try await trial.stop()
                    isStopped.set()
                }
                try await trial.until("a loop that is cancelled ends", within: 10) { isStopped.isSet }
                try await stopping.value
                let arrived = trial.gate.arrived
                try await self.specimen.feed([SampleMessage(2)], on: trial.platform)
                for _ in 0..<200 { await Task.yield() }
                try checkEqual(
                    trial.gate.arrived, arrived, "nothing is brought to a bot that has ended",
                    hint: "start no task in run that outlives it")
            },
            fed("Its loop goes on after a restart where it had stopped") { trial in
                try await trial.start()
                try await self.specimen.feed([SampleMessage(1)], on: trial.platform)
                try await self.untilAnswered([SampleMessage(1)], trial)
                try await trial.stop()
                let arrived = trial.gate.arrived
                try await self.specimen.feed([SampleMessage(2)], on: trial.platform)
                try await trial.start()
                try await self.untilAnswered([SampleMessage(1), SampleMessage(2)], trial)
                try checkEqual(
                    trial.gate.arrived, arrived + 1, "nothing is brought but what came meanwhile",
                    hint: "save the cursor once deliver has returned, or acknowledge to the platform then")
            },
            fed("A kill while its loop brings a message loses nothing and repeats nothing") { trial in
                // What a pipe has given and the bot has not recorded nobody can give again.
                let points: [CrashPoint] = self.specimen.loop == .forgets ? [.accepted] : [.received, .accepted]
                var messages: [SampleMessage] = []
                for (number, point) in points.enumerated() {
                    messages.append(SampleMessage(number + 1))
                    try await trial.start(killedAt: point)
                    try await self.specimen.feed([messages[number]], on: trial.platform)
                    try await trial.until("the bot is killed") { !trial.isAlive }
                    await trial.kill()
                    try await trial.start()
                    try await self.untilAnswered(messages, wasKilled: true, trial)
                    try await trial.stop()
                }
            },
        ]
    }

    /// A case around what the specimen puts where the loop finds it.
    private func fed(_ name: String, _ body: @escaping Body) -> ChannelPromise {
        promise(name) { trial in
            _ = try require(
                self.specimen.loop, "the specimen says what its loop is (loop), and feeds it (feed)",
                hint: "or .idles, where no message comes by it")
            try await body(trial)
        }
    }

    /// - Parameter wasKilled: the model may have been asked by a bot that did not live to hear the answer.
    private func untilAnswered(
        _ messages: [SampleMessage], wasKilled: Bool = false, _ trial: Trial<Specimen>
    ) async throws {
        let texts = messages.map(\.text)
        try await trial.until("each message is asked", within: 30) { Set(texts).isSubset(of: trial.model.asked) }
        try await trial.settle()
        let asked = trial.model.asked
        try checkEqual(
            wasKilled ? texts.filter(asked.contains) : asked, texts, "each is asked once, in order",
            hint: "deliver one after another, and go on only when deliver has returned")
        if !specimen.collects { try await checkAnswers(messages, .silence, trial) }
    }
}
