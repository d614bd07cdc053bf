import ChannelKit
import HTTPTypes
import Testing

import struct Foundation.Date

@testable import WhatsAppChannel

@Suite("A webhook's body") struct WebhookTests {
    private static let good = ["m1", "m2"].map { Webhook.text("hi", id: $0) }

    @Test(arguments: [
        "null", "7", #""text""#, "[]", "{}", "true", #"{"type":"text","from":"1"}"#,
        #"{"id":"","from":"1","type":"text","text":{"body":"no id"}}"#,
        #"{"id":{},"from":[],"type":7,"text":{"body":"x"}}"#,
        #"{"id":"\#(String(repeating: "x", count: 513))","from":"1","type":"text","text":{"body":"long id"}}"#,
    ])
    func `loses no message to a broken one between them`(broken: String) async throws {
        let change = Webhook.change(messages: [Self.good[0], broken, Self.good[1]])
        #expect(try await Samples.channel().messages(Webhook.body(change)).map(\.id) == ["m1", "m2"])
    }

    @Test(arguments: [
        "null", "7", "[]", "{}", #"{"field":"messages"}"#, #"{"field":"messages","value":null}"#,
        #"{"field":7,"value":{}}"#, #"{"field":"messages","value":{"messages":"x","statuses":{},"contacts":7}}"#,
    ])
    func `loses no change to a broken one between them`(broken: String) async throws {
        let body = Webhook.body(
            Webhook.change(messages: [Self.good[0]]), broken, Webhook.change(messages: [Self.good[1]]))
        #expect(try await Samples.channel().messages(body).map(\.id) == ["m1", "m2"])
    }

    @Test func `loses no entry to a broken one between them`() async throws {
        func entry(_ message: String) -> String { #"{"changes":[\#(Webhook.change(messages: [message]))]}"# }
        let entries = [entry(Self.good[0]), "null", #"{"id":"1"}"#, #"{"changes":{}}"#, entry(Self.good[1])]
        let body = #"{"entry":[\#(entries.joined(separator: ","))],"object":"whatsapp_business_account"}"#
        #expect(try await Samples.channel().messages(body).map(\.id) == ["m1", "m2"])
    }

    @Test func `may have its keys in any order and its scalars as numbers or texts`() async throws {
        let body = """
            {"entry":[{"changes":[{"value":{"messages":[{"text":{"body":"hi"},"type":"text","timestamp":1749416383,
            "id":"m1","from":16505551234}],"contacts":[{"wa_id":16505551234,"profile":{"name":"Sheena"}}],
            "metadata":{"phone_number_id":106540352242922,"display_phone_number":15550783881}},"field":"messages"}],
            "id":102290129340398,"time":1749416383}],"object":"whatsapp_business_account"}
            """
        let message = try #require(try await Samples.channel().messages(body).first)
        #expect(message.content == "hi")
        #expect(message.sender == .identity(Identity(id: "16505551234")))
        #expect(message.profile == Profile(name: "Sheena", phoneNumber: "+16505551234"))
        #expect(message.sentAt == Date(timeIntervalSince1970: 1_749_416_383))
        #expect(message.replyContext == nil)
    }

    @Test(arguments: [
        (#""1749416383""#, 1_749_416_383), ("1749416383", 1_749_416_383), ("1749416383.0", 1_749_416_383),
        (#""""#, nil), ("0", nil), ("-5", nil), (#""soon""#, nil), ("null", nil), ("1e999", nil), ("{}", nil),
        ("1749416383000", nil), ("99999999999999999999999", nil),
    ])
    func `says when a message was written, or nothing believable`(timestamp: String, seconds: Int?) async throws {
        let message = #"{"id":"m1","from":"1","type":"text","text":{"body":"hi"},"timestamp":\#(timestamp)}"#
        let sentAt = try await Samples.channel().messages(Webhook.body(Webhook.change(messages: [message]))).map(
            \.sentAt)
        #expect(sentAt == [seconds.map { Date(timeIntervalSince1970: Double($0)) }])
    }

    @Test(arguments: [
        ("a\\ud83dz", "a\u{FFFD}z"), ("a\\ude00z", "a\u{FFFD}z"), ("\\ud83d\\ud83d\\ude00", "\u{FFFD}😀"),
        ("a\\u0000z", "a\u{FFFD}z"), ("a\u{0}z", "a\u{FFFD}z"), ("caf\\u00e9 \\ud83d\\ude00 a\\/b", "café 😀 a/b"),
        ("a\nz\t", "a\nz\t"),
    ])
    func `may hold text that no store or decoder takes`(written: String, read: String) async throws {
        let change = Webhook.change(messages: [Self.good[0], Webhook.text(written, id: "m"), Self.good[1]])
        #expect(try await Samples.channel().messages(Webhook.body(change)).map(\.content) == ["hi", read, "hi"])
    }

    @Test func `may hold bytes that are no UTF-8, and brackets without end`() async throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let change = Webhook.change(messages: [
            Webhook.text("\u{1}", id: "m0"),
            Webhook.message("m1", type: "text", #","x":\#(deep),"text":{"body":"hi"}"#),
        ])
        let bytes = Array(Webhook.body(change).utf8).map { $0 == 1 ? 0xFF : $0 }
        let events = try await Samples.channel().receive(Samples.delivery(bytes: bytes), from: .platform)
        #expect(events.compactMap(\.message).map(\.content) == ["\u{FFFD}", "hi"])
    }

    @Test(arguments: ["history", "smb_message_echoes", "calls", "message_echoes", "Messages", "", "standby", "new"])
    func `makes events in its field messages only`(field: String) async throws {
        let change = Webhook.change(field: field, messages: Self.good, statuses: [Webhook.status("sent")])
        #expect(try await Samples.channel().events(Webhook.body(change)).isEmpty)
    }

    @Test(arguments: ["", "{", "{}", "[]", "null", "7", "whatsapp", #"{"object":"page","entry":[]}"#, "{}{}"])
    func `that is no webhook of ours is acknowledged`(body: String) async throws {
        let channel = try Samples.channel()
        let delivery = Samples.delivery(.post, body: body)
        #expect(try await channel.receive(delivery, from: .platform).isEmpty)
        #expect(await channel.respond(to: delivery, with: .success([])).status == .ok)
    }

    @Test func `of another number is logged without its content, and yields nothing`() async throws {
        let log = LogRecorder()
        let foreign = Webhook.change(number: "777", messages: [Webhook.text("secret words")])
        let ours = Webhook.change(messages: [Webhook.text("hi", id: "m9")])
        let messages = try await Samples.channel(log: log).messages(Webhook.body(foreign, ours))
        #expect(messages.map(\.id) == ["m9"])
        #expect(log.entries.count == 1)
        #expect(log.entries.first?.hasPrefix("info: ") == true)
        #expect(log.entries.first?.contains("777") == true)
        #expect(!log.entries.contains { $0.contains("secret words") || $0.contains("1650") })
    }

    @Test func `shows in the log neither words nor numbers of the people in it`() async throws {
        let log = LogRecorder()
        let messages = ["reaction", "system", "image", "hologram"].map { Webhook.message($0, type: $0) }
        _ = try await Samples.channel(log: log).events(
            Webhook.body(
                Webhook.change(
                    messages: messages + [Webhook.text(String(repeating: "private ", count: 10_000), id: "long")],
                    statuses: [Webhook.status("failed"), Webhook.status("odd")],
                    errors: [#"{"code":131000,"title":"\#(String(repeating: "very ", count: 1_000))"}"#])))
        #expect(log.entries.count >= 4)
        for line in log.entries {
            #expect(line.utf8.count < 300)
            #expect(!line.contains("private") && !line.contains("1650") && !line.contains("Sheena"))
        }
    }

    @Test func `takes a thousand messages at once, doubles among them`() async throws {
        let messages = (0..<1_000).map { Webhook.text("\($0)", id: "m\($0 % 990)") }
        let found = try await Samples.channel().messages(Webhook.body(Webhook.change(messages: messages)))
        #expect(found.map(\.content) == (0..<1_000).map(String.init))
        #expect(found[990].id == found[0].id)
    }
}
