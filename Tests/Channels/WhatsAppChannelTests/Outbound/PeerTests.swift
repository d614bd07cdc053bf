import ChannelKit
import FakeGraph
import Foundation
import Testing

@testable import WhatsAppChannel

/// The fake against clients that nobody here wrote: what they say to it, and what they make of its answers.
@Suite(
    "The fake Graph, by other people's clients",
    .enabled("needs python3 and, the first time, PyPI") { await PythonPeers.python() != nil },
    .timeLimit(.minutes(5)))
struct PeerTests {
    @Test("takes what pywa and waba-sdk send, and tells them what they expect")
    func sending() async throws {
        try await SendingBench.run { bench in
            let graph = bench.graph
            let told = try await PythonPeers.call(
                "whatsapp_clients.py", ["send", graph.url, graph.token, "106540352242922"])
            let pywa = try #require(told["pywa"] as? [String: Any])
            let waba = try #require(told["waba_sdk"] as? [String: Any])
            #expect(graph.messages.map(\.type) == ["text", "interactive", "text"])
            // One of them takes the plus away.
            #expect(graph.messages.map(\.recipient) == ["+16505551234", "+16505551234", "16505551234"])
            #expect(graph.messages.map(\.content) == ["from pywa", "", "from waba-sdk"])
            #expect(graph.messages.map(\.quoting) == ["wamid.question", nil, nil])
            #expect(pywa["ids"] as? [String] == graph.messages.prefix(2).map(\.id))
            #expect(waba["ids"] as? [String] == graph.messages.suffix(1).map(\.id))
            #expect(pywa["to"] as? String == "16505551234")
            #expect(pywa["success"] as? [Bool] == [true, true])
            #expect(graph.marks.map(\.showsTyping) == [false, true])
            #expect(graph.requestCount == 5)
        }
    }

    @Test(
        "refuses in words that pywa knows",
        arguments: [
            (131047, "ReEngagementMessage"), (131026, "MessageUndeliverable"), (130429, "RateLimitHit"),
            (131056, "TooManyMessages"), (131000, "UnknownError"), (190, "ExpiredAccessToken"),
        ])
    func refusing(code: Int, name: String) async throws {
        try await SendingBench.run { bench in
            bench.graph.script([.error(code: code)])
            let told = try await PythonPeers.call(
                "whatsapp_clients.py", ["refused", bench.graph.url, bench.graph.token, "106540352242922"])
            #expect(told["type"] as? String == name)
            #expect(told["code"] as? Int == code)
            #expect(told["details"] as? String == "Said by the fake Graph.")
        }
    }

    /// Not for failures: Meta names no person in them, without whom pywa reads nothing.
    @Test("reports in webhooks that pywa reads and believes", arguments: [FakeGraph.Status.sent, .delivered, .read])
    func reporting(status: FakeGraph.Status) async throws {
        try await SendingBench.run { bench in
            try await bench.send()
            let message = try #require(bench.graph.messages.first)
            let webhook = bench.graph.statusWebhook(status, of: [message])
            let found = try await PythonPeers.withFile(webhook.body) { path in
                try await PythonPeers.call(
                    "whatsapp_clients.py", ["webhook", bench.graph.account.appSecret, webhook.signature, path])
            }
            #expect(found["signed"] as? Bool == true)
            let statuses = try #require(found["statuses"] as? [[String: Any]])
            #expect(statuses.count == 1)
            #expect(statuses.first?["id"] as? String == message.id)
            #expect(statuses.first?["status"] as? String == status.rawValue)
            #expect(statuses.first?["tracker"] as? String == "test-42")
        }
    }

    /// Meta's file is not kept here: `META_OPENAPI` names a copy of it.
    @Test(
        "is sent only bodies that Meta's own schema allows",
        .enabled(
            if: ProcessInfo.processInfo.environment["META_OPENAPI"] != nil,
            "asked for with META_OPENAPI, a copy of business-messaging-api_v23.0.yaml of github.com/facebook/openapi"))
    func schema() async throws {
        let settings = [("window_template", "answer"), ("window_template_text", "true")]
        try await SendingBench.run(settings) { bench in
            for address: ChatAddress in ["+16505551234", "group:abc", "US.13491208655302741918"] {
                try await bench.send(to: address)
                try await bench.send(to: address) { $0.quotesQuestion = true }
                try await bench.send(to: address) { $0.usesFallback = true }
                let isGroup = Recipient(address).isGroup
                _ = await bench.channel.send(ReadMark(messageID: "wamid.question", showsTyping: !isGroup))
            }
            let bodies = bench.graph.requests.map(\.text)
            let specification = ProcessInfo.processInfo.environment["META_OPENAPI"] ?? ""
            let counts = try await PythonPeers.withFile(Data(bodies.joined(separator: "\n").utf8)) { path in
                try await PythonPeers.call("whatsapp_schema.py", [specification, path])
            }
            #expect(
                counts as? [String: Int] == [
                    "TextMessage": 6, "TemplateMessage": 3, "MarkMessageRequestPayload": 3, "without a number": 3,
                ])
        }
    }
}
