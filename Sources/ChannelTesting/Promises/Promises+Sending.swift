import BotRuntime
import ChannelKit

/// That every outcome of a send is told as what it is.
extension Promises {
    var sending: [ChannelPromise] {
        guard !specimen.collects else { return [] }
        return [
            sends(.busy, "A reply that the platform does not take for now is sent again, before those behind it") {
                trial in
                trial.platform.script([.busy, .busy])
                let messages = [SampleMessage(1), SampleMessage(2), SampleMessage(3, chat: 1)]
                for message in messages { try await trial.say(message) }
                try await trial.settle()
                try await self.checkAnswers(Array(messages.prefix(2)), .silence, trial)
                try checkEqual(trial.taken(in: 1), [ScriptedModel.answer(to: messages[2].text)], "another chat goes on")
            },
            sends(.refuses, "A reply that the platform will never take is given up, and those behind it go") { trial in
                trial.platform.script([.refuses])
                let messages = [SampleMessage(1), SampleMessage(2)]
                for message in messages {
                    try await trial.say(message)
                    try await trial.settle()
                }
                try checkEqual(
                    trial.taken(), [ScriptedModel.answer(to: messages[1].text)],
                    "only the second arrives, and the first is not tried again",
                    hint: "throw an error whose retry is .never for what no other attempt can change")
            },
            sends(.locksOut, "A platform that lets the bot in no more costs no reply") { trial in
                trial.platform.script([.locksOut, .locksOut])
                let messages = (1...3).map { SampleMessage($0, chat: $0) }
                for message in messages { try await trial.say(message) }
                try await trial.until("all of them arrive once it lets the bot in again", within: 40) {
                    trial.platform.taken.count == messages.count
                }
                try await trial.settle()
                try checkEqual(
                    trial.platform.taken.map(\.text).sorted(),
                    messages.map { ScriptedModel.answer(to: $0.text) }.sorted(),
                    "each arrives once",
                    hint: "throw an error of kind unauthenticated and scope .instance for credentials that do not hold")
            },
            sends(.vanishes, "A reply whose fate is unknown and that did not arrive is sent again") { trial in
                trial.platform.script([.vanishes])
                try await trial.say(SampleMessage(1))
                try await trial.until("it arrives", within: 40) { !trial.taken().isEmpty }
                try await trial.settle()
                try await self.checkAnswers([SampleMessage(1)], .silence, trial)
            },
            sends(.takesSilently, "A reply whose fate is unknown is not taken for one that failed") { trial in
                trial.platform.script([.takesSilently])
                try await trial.say(SampleMessage(1))
                try await trial.until("the platform takes it") { !trial.taken().isEmpty }
                // An error that says "not sent" would send it again within a second or two.
                try await trial.letPass(3)
                try checkEqual(
                    trial.taken().count, 1, "it is not sent again at once",
                    hint:
                        "throw an error whose retry is .unknown where the connection breaks after the request was sent")
                try await trial.settle()
                try check(
                    trial.taken().count <= 2, "it is sent again once at most", seen: "\(trial.taken())")
            },
        ]
    }

    /// A promise about one answer of the platform's, where the platform has it.
    func sends(_ answer: PlatformAnswer, _ name: String, _ body: @escaping Body) -> ChannelPromise {
        guard specimen.unknownAnswers.contains(answer) else { return served(name, body) }
        return ChannelPromise(
            name, leftOut: "the specimen says that its platform has no answer of this kind: \(answer)"
        ) {}
    }
}
