import ChannelKit
import FakeSlack
import Foundation
import Testing

@testable import SlackChannel

@Suite("A message") struct EventTests {
    private static let ts = "1700000000.000100"

    private func direct(_ text: String = "hi", thread: String? = nil, more: String = "") -> String {
        FakeSlack.message(text, in: "D1", ts: Self.ts, thread: thread, more: more)
    }

    private func mention(_ text: String = "<@U0BOT0001> hi", thread: String? = nil) -> String {
        FakeSlack.message(text, in: "C1", ts: Self.ts, thread: thread, type: "app_mention")
    }

    private func said(_ text: String = "<@U0BOT0001> hi", thread: String? = nil) -> String {
        FakeSlack.message(text, in: "C1", ts: Self.ts, thread: thread)
    }

    @Test("is known by its person in the workspace, its channel, and its time")
    func identity() async throws {
        let message = try #require(try await Samples.channel().message(direct()))
        #expect(message.id == "D1/1700000000.000100")
        #expect(message.sender == .identity(Identity(scope: FakeSlack.team, id: "U0ANN0001")))
        #expect(message.profile == Profile())
        #expect(message.sentAt == Date(timeIntervalSince1970: 1_700_000_000.0001))
        #expect(message.handling == .answer && message.content == "hi" && message.caller == .absent)
    }

    @Test("brings a name only where Slack gives one")
    func name() async throws {
        let more = #","user_profile":{"display_name":"","real_name":"Ann Lee"}"#
        #expect(try await Samples.channel().message(direct(more: more))?.profile.name == "Ann Lee")
    }

    @Test("is answered in its thread where it stands in one, else as the settings say")
    func places() async throws {
        let (usual, other) = (
            try Samples.channel(),
            try Samples.channel([("respond_in", "channel"), ("respond_in_direct", "thread")])
        )
        let thread = "1600000000.000001"
        func address(_ event: String, _ channel: SlackChannel) async throws -> String? {
            try await channel.message(event)?.address.rawValue.replacing(FakeSlack.team + "/", with: "")
        }
        #expect(try await address(direct(), usual) == "D1")
        #expect(try await address(direct(), other) == "D1/\(Self.ts)")
        #expect(try await address(mention(), usual) == "C1/\(Self.ts)")
        #expect(try await address(mention(), other) == "C1")
        for event in [direct(thread: thread), mention(thread: thread)] {
            #expect(try await address(event, usual)?.hasSuffix("1/\(thread)") == true)
            #expect(try await address(event, usual) == address(event, other))
        }
    }

    @Test("that comes as `message` and as `app_mention` is one message in one place, in either order")
    func twice() async throws {
        for (audience, both) in [("mentions", false), ("all", true), ("none", false)] {
            let channel = try Samples.channel([("respond_to", audience)])
            let (plain, mentioned) = (try await channel.message(said()), try await channel.message(mention()))
            // What is recorded of the first would hide the second.
            #expect((plain != nil) == both, "\(audience)")
            if both { #expect(plain == mentioned) }
            #expect(mentioned?.handling == (audience == "none" ? .skip(rule: "channel") : .answer))
        }
    }

    @Test("of a channel is answered without a mention only where all are")
    func audience() async throws {
        let all = try Samples.channel([("respond_to", "all")])
        #expect(try await all.message(said("anybody?"))?.content == "anybody?")
        #expect(try await Samples.channel().message(said("anybody?")) == nil)
        #expect(try await Samples.channel([("respond_to", "none")]).message(direct())?.handling == .answer)
    }

    @Test("of another workspace is left where one is set")
    func workspace() async throws {
        let channel = try Samples.channel([("team_id", FakeSlack.team)])
        #expect(try await channel.message(direct()) != nil)
        let other = FakeSlack.callback(direct(), team: "T0OTHER")
        #expect(try await channel.message(in: Samples.delivery(other)) == nil)
        let anywhere = try await Samples.channel().message(in: Samples.delivery(other))
        #expect(anywhere?.address == "T0OTHER/D1")
        #expect(anywhere?.sender == .identity(Identity(scope: "T0OTHER", id: "U0ANN0001")))
    }

    @Test("with a file and no words gets one polite text, or none where that is switched off")
    func unreadable() async throws {
        let event = direct("", more: #","subtype":"file_share","files":[{"id":"F1"}]"#)
        let polite = try await Samples.channel().message(event)
        #expect(polite?.handling == .say("Sorry, I can only read text. Please write to me in words."))
        let silent = try await Samples.channel([("unreadable_text", "")]).message(event)
        #expect(silent?.handling == .skip(rule: "unreadable"))
    }

    @Test("is cut where it is longer than any of Slack's")
    func cut() async throws {
        let log = LogRecorder()
        let text = String(repeating: "ä", count: EventReader.textLimit)
        let message = try await Samples.channel(log: log).message(direct(text))
        #expect(message?.content.utf8.count == EventReader.textLimit)
        #expect(log.entries.contains { $0.contains("cut to 64KB") } && !log.entries.contains { $0.contains("ää") })
    }
}
