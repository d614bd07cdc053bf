import ChannelKit

/// That a channel can what it says it can. Each case is there only for channels that say so.
extension Promises {
    var capabilities: [ChannelPromise] {
        var promises: [ChannelPromise] = []
        if Specimen.Subject.self is any ReplySplitting.Type { promises.append(splitting) }
        if Specimen.Subject.self is any ReplyStreaming.Type, !specimen.collects { promises.append(streaming) }
        if Specimen.Subject.self is any DeliveryReporting.Type { promises += [reporting, reconciling] }
        if Specimen.Subject.self is any WorkIndicating.Type { promises.append(indicating) }
        if Specimen.Subject.self is any ResourceClaiming.Type { promises.append(claiming) }
        return promises
    }

    private var splitting: ChannelPromise {
        served("A long reply is split into parts that the platform takes, and nothing of it is lost") { trial in
            let channel = try require(try trial.channel as? any ReplySplitting, "the channel splits replies")
            let longest = try require(
                self.specimen.longestText, "the specimen says how long a text may be (longestText)")
            for text in Texts.long(over: longest) {
                let parts = channel.parts(of: text)
                try check(parts.allSatisfy { !$0.isEmpty }, "no part is empty")
                try check(
                    parts.allSatisfy { $0.utf16.count <= longest }, "no part is longer than \(longest) UTF-16 units",
                    seen: "\(parts.map(\.utf16.count))")
                try checkEqual(
                    parts.joined().filter { !$0.isWhitespace }, text.filter { !$0.isWhitespace },
                    "the parts together are the text", hint: "split between characters, and not inside them")
            }
            try checkEqual(channel.parts(of: "short"), ["short"], "what fits is one part")
            let message = SampleMessage(1)
            trial.model.answer(message.text, with: Texts.paragraphs(longest * 5 / 2))
            try await trial.say(message)
            try await trial.settle()
            try check(trial.taken().count >= 3, "its parts arrive", seen: "\(trial.taken().count) parts")
            try checkEqual(
                trial.taken().joined().filter { !$0.isWhitespace },
                Texts.paragraphs(longest * 5 / 2).filter { !$0.isWhitespace }, "in their order")
        }
    }

    private var reporting: ChannelPromise {
        served("What the platform reports on a reply is taken, in any order, and makes no turn") { trial in
            try await trial.say(SampleMessage(1))
            try await trial.settle()
            let reply = try require(trial.platform.taken.first, "a reply was sent")
            for state in [DeliveryStatus.State.read, .sent, .delivered, .read] {
                let report = try require(
                    try await self.specimen.report(state, on: reply, on: trial.stage),
                    "the specimen makes a report of \(state)")
                let acknowledgement = try await trial.deliver(report)
                try check(acknowledgement.isTaken, "a report is acknowledged", seen: "\(acknowledgement)")
            }
            try await trial.settle()
            try checkEqual(trial.model.asked.count, 1, "a report is no message")
            try checkEqual(trial.platform.taken.count, 1, "and sends nothing")
        }
    }

    private var reconciling: ChannelPromise {
        sends(.takesSilently, "A reply whose fate is unknown is not sent again once the platform has reported it") {
            trial in
            trial.platform.script([.takesSilently])
            try await trial.say(SampleMessage(1))
            try await trial.until("the platform takes it") { !trial.platform.taken.isEmpty }
            try await trial.letPass(1)
            let report = try require(
                try await self.specimen.report(.delivered, on: trial.platform.taken[0], on: trial.stage),
                "the specimen makes a report")
            try check(try await trial.deliver(report).isTaken, "the report is acknowledged")
            try await trial.settle()
            try await trial.letPass(120)
            try checkEqual(
                trial.platform.taken.count, 1, "it is not sent again",
                hint: "DeliveryStatus.reply has to be Reply.id as the channel sent it along")
        }
    }

    private var indicating: ChannelPromise {
        served("A message is answered also while the bot shows that it is at work") { trial in
            trial.model.hold()
            async let said = trial.say(SampleMessage(1))
            try await trial.until("the model is asked") { trial.model.asked.count == 1 }
            try await trial.letPass(5)
            trial.model.release()
            let acknowledgement = try await said
            try await trial.settle()
            try await self.checkAnswers([SampleMessage(1)], acknowledgement, trial)
        }
    }

    private var claiming: ChannelPromise {
        served("It claims the same thing each time, in words") { trial in
            let claims = try require(try trial.channel as? any ResourceClaiming, "the channel claims something").claims
            try check(claims.allSatisfy { !$0.isEmpty }, "a claim is a word that an operator understands")
        }
    }
}
