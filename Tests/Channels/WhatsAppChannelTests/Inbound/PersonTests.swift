import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("Who wrote a message") struct PersonTests {
    private func message(_ sender: String, contacts: String) async throws -> InboundMessage? {
        let body = Webhook.body(
            Webhook.change(
                contacts: contacts,
                messages: [#"{\#(sender)"id":"m1","timestamp":"1","type":"text","text":{"body":"hi"}}"#]))
        return try await Samples.channel().messages(body).first
    }

    private func expect(
        _ sender: String, contacts: String, is identity: Identity, at address: ChatAddress, profile: Profile,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let message = try await message(sender, contacts: contacts)
        #expect(message?.sender == .identity(identity), sourceLocation: location)
        #expect(message?.address == address, sourceLocation: location)
        #expect(message?.profile == profile, sourceLocation: location)
        #expect(message?.lane == .sender, sourceLocation: location)
    }

    private static let both = #"{"profile":{"name":"Ada"},"wa_id":"1650","user_id":"US.1"}"#

    @Test func `is known by both names where both are given`() async throws {
        let identity = Identity(id: "US.1", aliases: ["1650"])
        let profile = Profile(name: "Ada", phoneNumber: "+1650")
        for (sender, contacts) in [
            (#""from":"1650","from_user_id":"US.1","#, Self.both), (#""from":"1650","#, Self.both),
            (#""from_user_id":"US.1","#, Self.both), ("", Self.both), (#""from":"","from_user_id":"","#, Self.both),
            (#""from":1650,"#, Self.both), (#""from":"+1650","#, Self.both), (#""from":null,"#, Self.both),
        ] {
            try await expect(sender, contacts: contacts, is: identity, at: "+1650", profile: profile)
        }
        try await expect(
            #""from":"1650","from_user_id":"US.1","#, contacts: "", is: identity, at: "+1650",
            profile: Profile(phoneNumber: "+1650"))
    }

    @Test func `is known by the number alone, in older webhooks`() async throws {
        try await expect(
            #""from":"1650","#, contacts: #"{"profile":{"name":"Ada"},"wa_id":"1650"}"#, is: Identity(id: "1650"),
            at: "+1650", profile: Profile(name: "Ada", phoneNumber: "+1650"))
    }

    @Test func `is known by the user id alone, when the number is left out or empty`() async throws {
        for (sender, contacts) in [
            (#""from_user_id":"US.1","#, #"{"profile":{"name":"Ada","username":"@ada"},"user_id":"US.1"}"#),
            (#""from":"","from_user_id":"US.1","#, #"{"profile":{"name":"Ada"},"wa_id":"","user_id":"US.1"}"#),
            ("", #"{"profile":{"name":"Ada"},"wa_id":"","user_id":"US.1"}"#),
        ] {
            try await expect(
                sender, contacts: contacts, is: Identity(id: "US.1"), at: "US.1", profile: Profile(name: "Ada"))
        }
    }

    @Test func `is found among several contacts, and never taken from another one`() async throws {
        let other = #"{"profile":{"name":"Bob"},"wa_id":"1999","user_id":"US.9"}"#
        try await expect(
            #""from":"1650","#, contacts: other + "," + Self.both, is: Identity(id: "US.1", aliases: ["1650"]),
            at: "+1650", profile: Profile(name: "Ada", phoneNumber: "+1650"))
        try await expect(
            #""from":"1650","#, contacts: other, is: Identity(id: "1650"), at: "+1650",
            profile: Profile(phoneNumber: "+1650"))
        try await expect(
            #""from_user_id":"US.1","#, contacts: other, is: Identity(id: "US.1"), at: "US.1", profile: Profile())
        #expect(try await message("", contacts: other + "," + Self.both) == nil)
    }

    @Test func `is told from twenty thousand others in one delivery`() async throws {
        let contacts = (0..<20_000).map { #"{"profile":{"name":"N\#($0)"},"wa_id":"1\#($0)","user_id":"US.\#($0)"}"# }
        let messages = (0..<20_000).map {
            #"{"id":"m\#($0)","from_user_id":"US.\#($0)","type":"text","text":{"body":"hi"}}"#
        }
        let change = Webhook.change(contacts: contacts.joined(separator: ","), messages: messages)
        let found = try await Samples.channel().messages(Webhook.body(change))
        #expect(found.map(\.profile.name) == (0..<20_000).map { "N\($0)" })
    }

    @Test func `need have neither contact nor profile nor name`() async throws {
        for contacts in [
            "", #"{"wa_id":"1650"}"#, #"{"profile":{},"wa_id":"1650"}"#, "null,7,[]", #""x""#,
            #"{"profile":{"name":" "},"wa_id":"1650"}"#, #"{"profile":"Ada","wa_id":1650}"#,
        ] {
            try await expect(
                #""from":"1650","#, contacts: contacts, is: Identity(id: "1650"), at: "+1650",
                profile: Profile(phoneNumber: "+1650"))
        }
    }

    @Test func `is no telephone number where the id is none`() async throws {
        try await expect(
            #""from":"guest-7","#, contacts: "", is: Identity(id: "guest-7"), at: "guest-7", profile: Profile())
    }

    @Test func `must be said: a message of nobody is dropped, and its neighbours are not`() async throws {
        let log = LogRecorder()
        let long = String(repeating: "x", count: 257)
        let nobody = [#""from":"""#, #""from_user_id":null"#, #""from":{}"#, #""from":"\#(long)""#, #""x":1"#].map {
            #"{\#($0),"id":"m0","type":"text","text":{"body":"hi"}}"#
        }
        let messages = try await Samples.channel(log: log).messages(
            Webhook.body(Webhook.change(contacts: "", messages: nobody + [Webhook.text("hi", id: "m2")])))
        #expect(messages.map(\.id) == ["m2"])
        #expect(log.entries.count { $0.contains("nothing says who sent it") } == nobody.count)
    }
}
