import ChannelKit
import FakeGraph
import Foundation
import Testing

@testable import WhatsAppChannel

@Suite("The fake Graph", .timeLimit(.minutes(2))) struct FakeGraphTests {
    @Test("signs as Meta does")
    func signature() {
        let webhook = FakeGraph.Webhook(
            Data(#"{"object":"whatsapp_business_account","entry":[]}"#.utf8), appSecret: "test_app_secret")
        #expect(
            webhook.signature == "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756")
    }

    @Test("tells of what it has accepted, in webhooks that carry our id", arguments: FakeGraph.Status.allCases)
    func statuses(status: FakeGraph.Status) async throws {
        try await SendingBench.run { bench in
            for address: ChatAddress in ["+16505551234", "US.13491208655302741918", "group:abc"] {
                try await bench.send(to: address)
            }
            let messages = bench.graph.messages
            let webhook = bench.graph.statusWebhook(status, of: messages)
            let object = try #require(try JSONSerialization.jsonObject(with: webhook.body) as? [String: Any])
            let entry = try #require((object["entry"] as? [[String: Any]])?.first)
            let change = try #require((entry["changes"] as? [[String: Any]])?.first)
            let value = try #require(change["value"] as? [String: Any])
            let statuses = try #require(value["statuses"] as? [[String: Any]])
            #expect(change["field"] as? String == "messages")
            #expect(statuses.map { $0["id"] as? String } == messages.map(\.id))
            #expect(statuses.allSatisfy { $0["status"] as? String == status.rawValue })
            #expect(statuses.allSatisfy { $0["biz_opaque_callback_data"] as? String == "test-42" })
            #expect(statuses[0]["recipient_id"] as? String == "16505551234")
            #expect(statuses[1]["recipient_user_id"] as? String == "US.13491208655302741918")
            #expect(statuses[2]["recipient_type"] as? String == "group")
            #expect(statuses.allSatisfy { ($0["errors"] != nil) == (status == .failed) })
        }
    }

    @Test("keeps what each recipient was sent, in order, and when")
    func recipients() async throws {
        try await SendingBench.run { bench in
            for number in 1...6 {
                try await bench.send("\(number)", to: number.isMultiple(of: 2) ? "+1" : "group:g", id: Int64(number))
            }
            await bench.graph.waitForMessages(6)
            #expect(bench.graph.messages(to: "+1").map(\.content) == ["2", "4", "6"])
            #expect(bench.graph.messages(to: "g").map(\.content) == ["1", "3", "5"])
            let times = bench.graph.messages.map(\.request.receivedAt)
            #expect(times == times.sorted())
            #expect(Set(bench.graph.messages.map(\.id)).count == 6)
        }
    }

    @Test("refuses a number that is not the token's, and a text that is too long or empty, in Meta's words")
    func refusals() async throws {
        try await SendingBench.run([("phone_number_id", "1")]) { bench in
            #expect(await bench.failure()?.detail?.contains("code 100, subcode 33, HTTP 400") == true)
        }
        try await SendingBench.run { bench in
            let text = String(repeating: "x", count: 4_097)
            #expect(await bench.failure(text: text)?.code == "request_refused")
            try await bench.send(String(text.dropLast()))
            #expect(bench.graph.messages.count == 1)
        }
    }
}
