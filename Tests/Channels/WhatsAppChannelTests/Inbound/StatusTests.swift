import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("The status of a reply") struct StatusTests {
    private func status(_ word: String, _ rest: String = "") async throws -> DeliveryStatus? {
        try await Samples.channel().statuses(Webhook.body(Webhook.change(statuses: [Webhook.status(word, rest)])))
            .first
    }

    @Test(arguments: [
        ("sent", DeliveryStatus.State.sent), ("delivered", .delivered), ("read", .read), ("played", .read),
        ("failed", .failed),
    ])
    func `goes to the reply that the platform names`(word: String, state: DeliveryStatus.State) async throws {
        let status = try await status(word)
        #expect(status?.platformID == "s1")
        #expect(status?.state == state)
        #expect(status?.reply == nil)
        #expect((status?.error != nil) == (state == .failed))
    }

    @Test(arguments: ["deleted", "warning", "teleported", "", "SENT"])
    func `is left when the word says nothing about delivery`(word: String) async throws {
        #expect(try await status(word) == nil)
    }

    @Test func `carries our own id when it is one of this installation`() async throws {
        #expect(try await status("sent", #","biz_opaque_callback_data":"test-4711""#)?.reply == ReplyID(4711))
        for foreign in [
            "some data", "", "4711", "-4711", "other-4711", "test4711", "test-", "test--1", "test-0", "test-007",
            "test-9223372036854775808", "test-４７", "test-47 ", "xtest-47",
        ] {
            let status = try await status("sent", #","biz_opaque_callback_data":"\#(foreign)""#)
            #expect(status != nil)
            #expect(status?.reply == nil)
        }
    }

    @Test func `says why it failed, wherever the details stand`() async throws {
        let expected = GraphErrorTable.channelError(
            code: 131_047, title: "More than 24 hours.", isStatus: true, hasFallback: false, attempt: 1)
        for error in [
            #"{"code":131047,"title":"t","error_data":{"details":"More than 24 hours."}}"#,
            #"{"code":"131047","details":"More than 24 hours."}"#,
            #"{"code":131047,"title":"More than 24 hours.","error_data":null}"#,
        ] {
            #expect(try await status("failed", #","errors":[\#(error)]"#)?.error == expected)
        }
        for errors in ["", #","errors":[]"#, #","errors":[{}]"#, #","errors":{"code":1}"#] {
            let error = try await status("failed", errors)?.error
            #expect(error?.code == "not_delivered")
            #expect(error?.scope == .chat)
            #expect(error?.retry == .never)
        }
        #expect(try await status("sent", #","errors":[{"code":131047}]"#)?.error == nil)
    }

    @Test func `of one participant does not fail a reply to a group`() async throws {
        let participant = #","recipient_type":"group","recipient_participant_id":"16505551234""#
        #expect(try await status("failed", participant) == nil)
        #expect(try await status("read", participant)?.state == .read)
        #expect(try await status("failed", #","recipient_type":"group""#)?.state == .failed)
    }

    @Test func `without an id, or with one of more than 512 bytes, loses none of its neighbours`() async throws {
        let long = #"{"id":"\#(String(repeating: "x", count: 513))","status":"sent"}"#
        let statuses = try await Samples.channel().statuses(
            Webhook.body(
                Webhook.change(statuses: [
                    #"{"status":"sent"}"#, "null", "[]", long, Webhook.status("read"), #"{"id":"","status":"sent"}"#,
                    Webhook.status("delivered"),
                ])))
        #expect(statuses.map(\.state) == [.read, .delivered])
    }
}
