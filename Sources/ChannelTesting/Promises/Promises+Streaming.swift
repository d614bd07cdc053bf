import ChannelKit

/// That a reply which is shown while it is written is shown to the right people, and whole in the end.
extension Promises {
    var streaming: ChannelPromise {
        served("A reply that is shown while it is written is shown from its beginning, and arrives whole and once") {
            trial in
            let channel = try require(try trial.channel as? any ReplyStreaming, "the channel shows replies")
            let messages = [SampleMessage(1, chat: 0), SampleMessage(2, chat: 1)]
            let answers = messages.map { ["To \($0.chat). ", "This is more of it. ", "And this is all."] }
            for (message, pieces) in zip(messages, answers) { trial.model.answer(message.text, inPieces: pieces) }
            trial.model.pause()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for message in messages { group.addTask { try await trial.say(message) } }
                try await trial.until("the model is asked") { trial.model.asked.count == messages.count }
                if channel.streamsReplies { try await self.checkDrafts(messages, answers, trial) }
                try checkEqual(trial.platform.taken.count, 0, "nothing arrives before it is whole")
                trial.model.resume()
                try await group.waitForAll()
            }
            try await trial.settle()
            for (message, pieces) in zip(messages, answers) {
                let whole = pieces.joined()
                try checkEqual(
                    trial.taken(in: message.chat), [whole], "each chat has its reply, whole and once",
                    hint: "reply brings all of it; pieces are a courtesy and may be missing")
                let draft = trial.platform.draft(in: message.chat) ?? ""
                try check(
                    whole.hasPrefix(draft), "what was shown is the beginning of the reply", seen: draft,
                    hint: "show pieces in the order in which stream is called")
            }
        }
    }

    /// The model pauses after each piece: by then each chat sees what there is of its own reply.
    private func checkDrafts(
        _ messages: [SampleMessage], _ answers: [[String]], _ trial: Trial<Specimen>
    ) async throws {
        for count in 1...2 {
            if count > 1 { trial.model.step() }
            for (message, pieces) in zip(messages, answers) {
                let written = pieces.prefix(count).joined()
                _ = try require(
                    trial.platform.draft(in: message.chat), "the platform says what it shows of a reply (draft)")
                try await trial.until("a piece is shown in the chat that it is for", clockRuns: false) {
                    (trial.platform.draft(in: message.chat) ?? "").utf8.count >= written.utf8.count
                }
                try checkEqual(
                    trial.platform.draft(in: message.chat), written, "a chat sees what is written to it, in order",
                    hint: "stream names the address that a piece is for; pieces of one reply come in order")
            }
        }
    }
}
