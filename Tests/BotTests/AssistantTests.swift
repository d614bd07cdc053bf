import BotHarness
import Testing

/// Several accounts in one process, from one file.
@Suite(.timeLimit(.minutes(5)))
struct AssistantTests {
    @Test
    func
        `two numbers, two Telegram bots, a Slack workspace and an app share a process, each with an assistant of its own`()
        async throws
    {
        try await Neighbours.prepared { neighbours in
            let answers = try await neighbours.say("who are you?")
            #expect(
                answers == [
                    "north": ["I am north. [who are you?]"], "south": ["I am south. [who are you?]"],
                    "one": ["I am one. [who are you?]"], "two": ["I am two. [who are you?]"],
                    "team": ["I am team. [who are you?]"], "web": ["I am the house. [who are you?]"],
                ])
        }
    }

    @Test func `and none of them sees what was said to another, though the person has one name everywhere`()
        async throws
    {
        try await Neighbours.prepared { neighbours in
            // Not all of them: what one has heard the others would show.
            _ = try await neighbours.say("a secret", to: ["north", "one", "team"])
            let answers = try await neighbours.say("what did I say?", after: ["north", "one", "team"])
            for (name, texts) in answers {
                let heard = ["north", "one", "team"].contains(name) ? "a secret, what did I say?" : "what did I say?"
                #expect(texts.last?.hasSuffix("[\(heard)]") == true, "\(name): \(texts)")
            }
            #expect(answers.count == Neighbours.names.count)
            // One person, six users.
            let people = try await neighbours.people()
            #expect(people == ["http", "slack", "telegram", "telegram", "whatsapp", "whatsapp"])
        }
    }
}
