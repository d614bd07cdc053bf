import ChannelKit
import FakeGraph
import Foundation
import Testing

@testable import WhatsAppChannel

@Suite("A message on its way to WhatsApp", .timeLimit(.minutes(2))) struct BodyTests {
    /// The one body that a send makes, as JSON that compares.
    private func body(
        _ settings: [(String, String)] = [], to address: ChatAddress = SendingBench.person, text: String = "Hello!",
        _ change: (inout Reply) -> Void = { _ in }
    ) async throws -> NSDictionary {
        var body: [String: Any] = [:]
        try await SendingBench.run(settings) { bench in
            try await bench.send(text, to: address, change)
            body = try #require(bench.graph.requests.first?.json)
        }
        return body as NSDictionary
    }

    @Test("goes to the number's endpoint with the token and as JSON")
    func request() async throws {
        try await SendingBench.run { bench in
            try await bench.send()
            let request = try #require(bench.graph.requests.first)
            #expect(bench.graph.requestCount == 1)
            #expect(request.method == "POST")
            #expect(request.path == "/v25.0/106540352242922/messages")
            #expect(request.header("authorization") == "Bearer \(SendingBench.token)")
            #expect(request.header("content-type") == "application/json")
        }
    }

    @Test("is a text to a number with its plus, with our id and without a preview")
    func text() async throws {
        #expect(
            try await body() == [
                "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+16505551234", "type": "text",
                "text": ["body": "Hello!", "preview_url": false], "biz_opaque_callback_data": "test-42",
            ])
    }

    @Test("brings every character of the text")
    func characters() async throws {
        let text = "a/b \"c\" \\ äöü 👩‍👩‍👧‍👦 \u{202E}x\u{0001} \n\t\r\n https://example.com/?q=1&r=2"
        let sent = try await body(text: text)["text"] as? [String: Any]
        #expect(sent?["body"] as? String == text)
    }

    @Test("quotes the question only where it is asked to")
    func quoting() async throws {
        #expect(try await body()["context"] == nil)
        let quoting = try await body { $0.quotesQuestion = true }
        #expect(quoting["context"] as? NSDictionary == ["message_id": "wamid.question"])
        let unknown = try await body {
            $0.quotesQuestion = true
            $0.inReplyTo = nil
        }
        #expect(unknown["context"] == nil)
    }

    @Test("goes to a user's id where no number is known")
    func userID() async throws {
        let body = try await body(to: "US.13491208655302741918")
        #expect(body["recipient"] as? String == "US.13491208655302741918")
        #expect(body["recipient_type"] as? String == "individual")
        #expect(body["to"] == nil)
    }

    @Test("goes to a group by its id")
    func group() async throws {
        let body = try await body(to: "group:HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA")
        #expect(body["to"] as? String == "HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA")
        #expect(body["recipient_type"] as? String == "group")
        #expect(body["recipient"] == nil)
    }

    @Test("is the configured template where the text may not be sent any more")
    func template() async throws {
        let body = try await body([("window_template", "we_have_an_answer")]) { $0.usesFallback = true }
        #expect(body["type"] as? String == "template")
        #expect(body["text"] == nil)
        #expect(
            body["template"] as? NSDictionary == [
                "name": "we_have_an_answer", "language": ["code": "en_US", "policy": "deterministic"],
            ])
        #expect(body["biz_opaque_callback_data"] as? String == "test-42")
    }

    @Test("is the template with the answer as its parameter, on one line and cut, where that is configured")
    func templateWithText() async throws {
        let settings = [
            ("window_template", "answer"), ("window_template_language", "pt_BR"), ("window_template_text", "true"),
        ]
        func parameter(_ text: String) async throws -> String? {
            let body = try await body(settings, text: text) { $0.usesFallback = true }
            let template = body["template"] as? NSDictionary
            #expect((template?["language"] as? NSDictionary)?["code"] as? String == "pt_BR")
            let component = (template?["components"] as? [NSDictionary])?.first
            #expect(component?["type"] as? String == "body")
            let parameters = component?["parameters"] as? [NSDictionary]
            #expect(parameters?.count == 1)
            #expect(parameters?.first?["type"] as? String == "text")
            return parameters?.first?["text"] as? String
        }
        #expect(try await parameter("Two\n\n lines\tand     a tab ") == "Two lines and a tab")
        let long = try #require(try await parameter(String(repeating: "word ", count: 1_000)))
        #expect(long.utf16.count < 1_024 && long.utf16.count > 700)
        #expect(long.hasSuffix("word …"))
    }

    @Test("is refused here where a template is asked for and none is configured, and nothing is sent")
    func noTemplate() async throws {
        try await SendingBench.run { bench in
            let error = await bench.failure { $0.usesFallback = true }
            #expect(error?.code == "no_window_template")
            #expect(error?.retry == .never)
            #expect(bench.graph.requestCount == 0)
        }
    }

    @Test("is never a failure: those are not for people who do not wait")
    func failure() async throws {
        try await SendingBench.run { bench in
            let error = await bench.failure { $0.body = .failure(.shuttingDown) }
            #expect(error?.retry == .never)
            #expect(bench.graph.requestCount == 0)
        }
    }

    @Test("with nothing to see in it is sent as an ellipsis, since WhatsApp refuses an empty one")
    func blank() async throws {
        for text in ["", " \n\t", "\u{200B}\u{FE0F}"] {
            let sent = try await body(text: text)["text"] as? NSDictionary
            #expect(sent?["body"] as? String == "…")
        }
    }

    @Test("gets the id by which WhatsApp will report on it")
    func receipt() async throws {
        try await SendingBench.run { bench in
            let first = try await bench.send("one", id: 1)
            let second = try await bench.send("two", id: 2)
            let messages = bench.graph.messages(to: "+16505551234")
            #expect(messages.map(\.content) == ["one", "two"])
            #expect([first, second] == messages.map { Receipt(platformIDs: [$0.id]) })
            #expect(messages.map(\.callbackData) == ["test-1", "test-2"])
        }
    }
}
