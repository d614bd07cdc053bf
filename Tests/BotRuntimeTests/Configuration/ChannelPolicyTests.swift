import BotStore
import ChannelKit
import Foundation
import Logging
import Testing

@testable import BotRuntime

@Suite("What an operator decides for an instance")
struct ChannelPolicyTests {
    /// A file whose channel has these lines more.
    private static func file(_ lines: String) -> String {
        """
        model: {provider: echo}
        channels:
          web:
            type: page
            secret: correct-horse

        """ + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    private func policy(_ lines: String) throws -> ChannelPolicy {
        let entries = try loaded(Self.file(lines)).configuration.channels
        let (channels, faults) = ChannelRegistry.test.open(entries) { entry in
            ChannelContext(
                instance: entry.name, installation: "", logger: .init(label: "test"), cursor: ForgetfulCursor())
        }
        #expect(faults.isEmpty)
        return try #require(channels.first).policy
    }

    @Test("is read beside the type, and has defaults")
    func defaults() throws { #expect(try policy("") == ChannelPolicy()) }

    @Test("may have an assistant of its own, or one that is told nothing")
    func assistant() throws {
        #expect(try policy("").systemPrompt(otherwise: "Be kind.") == "Be kind.")
        #expect(try policy("assistant: {system_prompt: Be brief.}").systemPrompt(otherwise: "Be kind.") == "Be brief.")
        #expect(try policy("assistant: {system_prompt: \"\"}").systemPrompt(otherwise: "Be kind.") == nil)
    }

    @Test("takes every key")
    func everyKey() throws {
        let policy = try policy(
            """
            overlap: merge
            merge_window: 5s
            max_age: off
            stale: answer
            turn_retry_for: 2h
            apology: ""
            commands: {reset: [/new, Start Over], stop: quit}
            command_replies: {reset: New.}
            rate_limit: {user: 20/1m, channel: 100/1s, address: 5/1h, notice: Slowly.}
            assistant: {system_prompt: Be brief., greetings: [Hi, Ho]}
            """)
        #expect(policy.systemPrompt == "Be brief.")
        #expect(policy.greetings == ["Hi", "Ho"])
        #expect(policy.overlap == .merge(window: .seconds(5)))
        #expect(policy.maxAge == nil)
        #expect(policy.stale == .answer)
        #expect(policy.turnRetryFor == .seconds(7_200))
        #expect(policy.apology == nil)
        #expect(policy.commands == ["/new": .reset, "start over": .reset, "quit": .stop])
        #expect(policy.commandReplies[.reset] == "New.")
        #expect(policy.commandReplies[.stop] == ChannelPolicy().commandReplies[.stop])
        #expect(
            policy.limits
                == RateLimits(
                    user: RateLimit(count: 20, window: .seconds(60)),
                    channel: RateLimit(count: 100, window: .seconds(1)),
                    address: RateLimit(count: 5, window: .seconds(3_600)), notice: "Slowly."))
    }

    @Test("can do without commands")
    func noCommands() throws { #expect(try policy("commands: false").commands.isEmpty) }

    @Test(
        "names what is wrong and where",
        arguments: [
            ("overlap: qeue", "6:14: error: overlap: expected one of queue, merge (did you mean queue?)"),
            ("merge_window: 2s", "6:19: error: merge_window: nothing is merged (it goes with overlap: merge)"),
            ("max_age: never", "6:14: error: max_age: expected duration from 1m to 365d, or off"),
            ("max_aeg: off", "6:5: error: unknown key max_aeg (did you mean max_age?)"),
            ("commands: 7", "6:15: error: commands: expected true, false, or words for reset, stop and start"),
            ("commands: {halt: /x}", "6:16: error: unknown key halt"),
            ("commands: {reset: /x, stop: /X}", "6:33: error: stop: one word for two commands"),
            (
                "rate_limit: {user: 20}",
                "6:24: error: user: expected number and time, such as 20/1m, of at most 1000000 and 1d"
            ),
            (
                "rate_limit: {user: 0/1m}",
                "6:24: error: user: expected number and time, such as 20/1m, of at most 1000000 and 1d"
            ),
            ("rate_limit: {notice: Hm.}", "6:26: error: notice: nobody would be told (it goes with rate_limit.user)"),
        ])
    func mistakes(line: String, message: String) {
        #expect(faults(in: Self.file(line)) == ["bot.yaml:" + message])
    }
}

@Suite("What is done with a message")
struct TurnPlanTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func plan(
        _ content: String, age: Double? = nil, _ handling: Handling = .answer, policy: ChannelPolicy = ChannelPolicy()
    ) -> TurnPlan {
        policy.plan(
            for: .message(
                InboundMessage(
                    id: "1", sender: .guest, address: "a", content: content, handling: handling,
                    sentAt: age.map { now.addingTimeInterval(-$0) }, caller: .absent)), now: now)
    }

    @Test("is that the model answers it, as a rule")
    func answer() { #expect(plan("hi", age: 86_400) == .answer) }

    @Test(
        "is a command where the whole message is its word",
        arguments: [
            ("/reset", TurnPlan.Command.reset), (" /STOP\n", .stop), ("/start", .start), ("/start now", nil),
            ("please /reset", nil), ("reset", nil), ("", nil),
        ] as [(String, TurnPlan.Command?)])
    func commands(content: String, command: TurnPlan.Command?) {
        let texts = ChannelPolicy().commandReplies
        #expect(plan(content) == command.map { .command($0, text: texts[$0] ?? "") } ?? .answer)
    }

    @Test("is to be obeyed in silence for an old word that opts out or in")
    func staleConsent() {
        #expect(plan("/stop", age: 86_401) == .command(.stop, text: ""))
        #expect(plan("/start", age: 86_401) == .command(.start, text: ""))
        #expect(plan("/stop", age: 86_401, .say("A picture!")) == .skip(rule: "stale"))
    }

    @Test("is nothing for one that is too old, a command or not")
    func stale() {
        #expect(plan("hi", age: 86_401) == .skip(rule: "stale"))
        #expect(plan("/reset", age: 86_401) == .skip(rule: "stale"))
        #expect(plan("", age: 86_401, .say("A picture!")) == .skip(rule: "stale"))
    }

    @Test("is an answer for an old one where that is asked for, or no age is too old")
    func staleAnswered() {
        var policy = ChannelPolicy()
        policy.stale = .answer
        #expect(plan("hi", age: 86_401, policy: policy) == .answer)
        (policy.stale, policy.maxAge) = (.skip, nil)
        #expect(plan("hi", age: 1e9, policy: policy) == .answer)
    }

    @Test("is what the channel says of one without anything to read")
    func handling() {
        #expect(plan("", .say("A picture!")) == .say("A picture!"))
        #expect(plan("", age: 1e9, .skip(rule: "reaction")) == .skip(rule: "reaction"))
    }
}

struct ForgetfulCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}
