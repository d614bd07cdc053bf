import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("A message in a group") struct GroupTests {
    private func handled(
        _ rest: String, type: String = "text", groups: Bool = true, display: String = "+1 555-078-3881"
    ) async throws -> InboundMessage? {
        let message = Webhook.message(type: type, #","group_id":"Y2Fw:1","# + rest)
        let channel = try Samples.channel(groups ? Samples.with(("groups", "true")) : Samples.required)
        return try await channel.messages(Webhook.body(Webhook.change(display: display, messages: [message]))).first
    }

    private static let mention = #""text":{"body":"@15550783881 are you open?"}"#

    @Test func `is skipped, and its text not kept, unless groups are switched on`() async throws {
        let message = try await handled(Self.mention, groups: false)
        #expect(message?.handling == .skip(rule: "group"))
        #expect(message?.content == "")
    }

    @Test func `is answered in the group when it mentions our number`() async throws {
        let message = try await handled(Self.mention)
        #expect(message?.handling == .answer)
        #expect(message?.content == "@15550783881 are you open?")
        #expect(message?.address == "group:Y2Fw:1")
        #expect(message?.lane == .address)
        #expect(message?.sender == .identity(Identity(id: "US.1", aliases: ["16505551234"])))
    }

    @Test func `is answered when it replies to a message of ours`() async throws {
        let reply = #""context":{"from":"15550783881","id":"wamid.1"},"#
        #expect(try await handled(reply + #""text":{"body":"yes"}"#)?.handling == .answer)
        let picture = try await handled(reply + #""image":{"id":"1"}"#, type: "image")
        #expect(picture?.handling == .say(Samples.settings().0.unreadableText))
    }

    @Test(arguments: [
        #""text":{"body":"lunch?"}"#, #""text":{"body":"15550783881"}"#, #""text":{"body":"@155507838812 hi"}"#,
        #""text":{"body":"@5550783881 hi"}"#, #""text":{"body":"@ 15550783881"}"#,
        #""context":{"from":"16505559999","id":"wamid.1"},"text":{"body":"yes"}"#,
        #""context":{"forwarded":true},"text":{"body":"yes"}"#,
        #""context":{"from":"15550783881","forwarded":true},"text":{"body":"yes"}"#,
    ])
    func `is left when it is not for us`(rest: String) async throws {
        let message = try await handled(rest)
        #expect(message?.handling == .skip(rule: "not_addressed"))
        #expect(message?.content == "")
    }

    @Test func `cannot address a number that the webhook does not show`() async throws {
        let reply = #""context":{"from":"","id":"wamid.1"},"text":{"body":"@ yes"}"#
        #expect(try await handled(reply, display: "")?.handling == .skip(rule: "not_addressed"))
    }

    @Test func `keeps its own rule when it is a reaction`() async throws {
        let message = try await handled(#""reaction":{"message_id":"m0","emoji":"👍"}"#, type: "reaction")
        #expect(message?.handling == .skip(rule: "reaction"))
    }
}
