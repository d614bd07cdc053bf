import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("What a message says to the model") struct ContentTests {
    private func handled(_ message: String, _ settings: [(String, String)] = Samples.required) async throws -> (
        content: String, handling: Handling
    )? {
        let messages = try await Samples.channel(settings).messages(Webhook.body(Webhook.change(messages: [message])))
        #expect(messages.count <= 1)
        return messages.first.map { ($0.content, $0.handling) }
    }

    @Test(arguments: [
        ("text", #","text":{"body":"Hi there"}"#, "Hi there"),
        ("text", #","text":{"body":"  kept as it is\n"}"#, "  kept as it is\n"),
        ("image", #","image":{"id":"1","caption":"Taj Mahal"}"#, "Taj Mahal"),
        ("document", #","document":{"id":"1","filename":"a.pdf","caption":"my receipt"}"#, "my receipt"),
        ("button", #","button":{"payload":"STOP","text":"Unsubscribe"}"#, "Unsubscribe"),
        (
            "interactive", #","interactive":{"type":"button_reply","button_reply":{"id":"a","title":"Cancel"}}"#,
            "Cancel"
        ),
        (
            "interactive", #","interactive":{"type":"list_reply","list_reply":{"id":"a","title":"Express"}}"#,
            "Express"
        ),
        (
            "interactive",
            #","interactive":{"list_reply":{"id":"a","title":"Express","description":"1 day"},"type":"list_reply"}"#,
            "Express\n1 day"
        ),
        ("location", #","location":{"latitude":0.0,"longitude":0.0,"name":"Null Island"}"#, "Null Island"),
        (
            "location", #","location":{"latitude":1,"longitude":2,"name":"Cafe","address":"1 High St"}"#,
            "Cafe\n1 High St"
        ),
        ("order", #","order":{"catalog_id":"1","text":"Love these!","product_items":[]}"#, "Love these!"),
    ])
    func `is its words`(type: String, rest: String, words: String) async throws {
        let result = try await handled(Webhook.message(type: type, rest))
        #expect(result?.content == words)
        #expect(result?.handling == .answer)
    }

    @Test(arguments: [
        ("image", #","image":{"id":"1"}"#), ("video", #","video":{"id":"1","caption":""}"#),
        ("document", #","document":{"id":"1","filename":"a.pdf","caption":" \n"}"#),
        ("audio", #","audio":{"id":"1","voice":true}"#), ("voice", #","voice":{"id":"1"}"#),
        ("sticker", #","sticker":{"id":"1","animated":false}"#), ("image", ""), ("audio", #","audio":null"#),
    ])
    func `is nothing in a medium without words: one text each time, or none`(type: String, rest: String) async throws {
        let message = Webhook.message(type: type, rest)
        for _ in 0..<2 {
            let usual = try await handled(message)
            #expect(usual?.handling == .say("Sorry, I can only read text. Please write to me in words."))
            #expect(usual?.content == "")
        }
        let own = try await handled(message, Samples.with(("unreadable_text", "Schreib mir bitte.")))
        #expect(own?.handling == .say("Schreib mir bitte."))
        let none = try await handled(message, Samples.with(("unreadable_text", "")))
        #expect(none?.handling == .skip(rule: "unreadable"))
    }

    @Test(arguments: [
        ("reaction", #","reaction":{"message_id":"m0","emoji":"👍"}"#, "reaction"),
        ("reaction", #","reaction":{"message_id":"m0"}"#, "reaction"),
        ("request_welcome", "", "request_welcome"),
        ("unsupported", #","errors":[{"code":131051}],"unsupported":{"type":"edit"}"#, "unsupported"),
        ("unknown", #","errors":[{"code":131051}]"#, "unsupported"),
        ("hologram", #","hologram":{"body":"hi"}"#, "unsupported"), ("", "", "unsupported"),
        ("text", "", "nothing_to_read"), ("text", #","text":{"body":""}"#, "nothing_to_read"),
        ("text", #","text":{"body":7}"#, "nothing_to_read"), ("text", #","text":"hi""#, "nothing_to_read"),
        ("location", #","location":{"latitude":1,"longitude":2}"#, "nothing_to_read"),
        ("location", #","location":{"latitude":1,"longitude":2,"address":"1 High St"}"#, "nothing_to_read"),
        ("order", #","order":{"text":"","product_items":[{}]}"#, "nothing_to_read"),
        ("button", #","button":{"payload":"x"}"#, "nothing_to_read"),
        ("interactive", "", "nothing_to_read"),
        ("interactive", #","interactive":{"type":"list_reply"}"#, "nothing_to_read"),
        ("interactive", #","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent"}}"#, "unsupported"),
        ("interactive", #","interactive":{"type":"call_permission_reply"}"#, "unsupported"),
        ("interactive", #","interactive":{}"#, "unsupported"),
        ("contacts", #","contacts":[{"name":{"formatted_name":"Ada"}}]"#, "contact_cards"),
    ])
    func `is nothing in other kinds, which are recorded under a rule`(
        type: String, rest: String, rule: String
    ) async throws {
        let result = try await handled(Webhook.message(type: type, rest))
        #expect(result?.handling == .skip(rule: rule))
        #expect(result?.content == "")
    }

    @Test(arguments: ["system", "edit", "revoke"])
    func `is no message in the platform's notices`(type: String) async throws {
        #expect(try await handled(Webhook.message(type: type, #","\#(type)":{"body":"x"}"#)) == nil)
    }

    @Test func `is recorded as nothing where the message has no type`() async throws {
        let message = #"{"id":"m1","from":"16505551234","text":{"body":"hi"}}"#
        #expect(try await handled(message)?.handling == .skip(rule: "unsupported"))
    }

    @Test func `is never named in a log by its id, which holds its sender's number`() async throws {
        let log = LogRecorder()
        let channel = try Samples.channel(log: log)
        let id = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdCNTg5RjY1MEMyRjlGMjRGNgA="
        let long = String(repeating: "a", count: 65_537)
        let message = #"{"id":"\#(id)","from":"16505551234","type":"text","text":{"body":"\#(long)"}}"#
        _ = try await channel.messages(Webhook.body(Webhook.change(messages: [message])))
        #expect(log.entries.count == 1)
        #expect(!log.entries.contains { $0.contains("HBgL") })
    }

    @Test func `is cut after 64 KiB, between characters, and said to be`() async throws {
        let log = LogRecorder()
        let channel = try Samples.channel(log: log)
        func content(_ text: String) async throws -> String? {
            try await channel.messages(Webhook.body(Webhook.change(messages: [Webhook.text(text)]))).first?.content
        }
        let fits = String(repeating: "a", count: 65_536)
        #expect(try await content(fits) == fits)
        #expect(log.entries.isEmpty)
        #expect(try await content(fits + "b") == fits)
        #expect(log.entries.count { $0.contains("cut to 64KB") } == 1)
        let family = "👩‍👩‍👧‍👦"
        let families = String(repeating: family, count: 3_000)
        #expect(try await content(families) == String(repeating: family, count: 65_536 / family.utf8.count))
        // One character that is longer than the limit: cut between its scalars.
        let marks = "e" + String(repeating: "\u{301}", count: 40_000)
        let cut = try #require(try await content(marks))
        #expect((65_530...65_536).contains(cut.utf8.count))
        #expect(cut.unicodeScalars.dropFirst().allSatisfy { $0 == "\u{301}" })
        #expect(!log.entries.contains { $0.contains("aaaa") })
    }
}
