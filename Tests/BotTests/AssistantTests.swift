import BotHarness
import FakeGraph
import FakeOpenAI
import FakeTelegram
import Foundation
import Testing

/// Several accounts in one process, from one file.
@Suite(.timeLimit(.minutes(5)))
struct AssistantTests {
    @Test func `two numbers, two Telegram bots and an app share a process, each with an assistant of its own`()
        async throws
    {
        var account = FakeGraph.Account()
        account.numbers = ["100", "200"]
        let (graph, model) = (try await FakeGraph.start(account), try await FakeOpenAI.start())
        let telegrams = (try await FakeTelegram.start(), try await FakeTelegram.start())
        model.setDefault(
            .choose { request in .reply(request.messages.first { $0.role == "system" }?.content ?? "nobody") })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            assistant: { system_prompt: I am the house. }
            channels:
              web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey) }
            \(Self.number("100", graph))\(Self.number("200", graph))\(Self.telegram("one", telegrams.0))\
            \(Self.telegram("two", telegrams.1))
            """)
        let bot = try BotProcess(["run", "--config", file], folder: home.folder)
        let address = try await bot.address()
        for number in ["100", "200"] {
            let webhook = graph.sign(Self.message(number, from: "15550001111"))
            let status = try await Caller(address).send(
                "POST", "/hooks/\(number)", headers: ["X-Hub-Signature-256": webhook.signature],
                body: String(decoding: webhook.body, as: UTF8.self)
            ).status
            #expect(status == 200)
        }
        for (telegram, person) in [(telegrams.0, 7), (telegrams.1, 8)] {
            telegram.put(FakeTelegram.message(1, chat: person, text: "who are you?"))
            await telegram.waitForMessages(1)
        }
        #expect(telegrams.0.messages.map(\.text) == ["I am one."])
        #expect(telegrams.1.messages.map(\.text) == ["I am two."])
        await graph.waitForMessages(2)
        #expect(
            Set(graph.messages.map { "\($0.phoneNumberID): \($0.content)" }) == ["100: I am 100.", "200: I am 200."])
        let caller = Caller(address)
        let opened = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
        let token = try #require(opened.json["token"] as? String)
        #expect(try await caller.say("who are you?", token: token).json["text"] as? String == "I am the house.")
        await bot.terminate()
        try await telegrams.0.stop()
        try await telegrams.1.stop()
        try await graph.stop()
        try await model.stop()
    }

    private static func number(_ id: String, _ graph: FakeGraph) -> String {
        """
          n\(id):
            type: whatsapp
            path: /hooks/\(id)
            app_secret: \(graph.account.appSecret)
            verify_token: v
            access_token: \(graph.token)
            phone_number_id: "\(id)"
            graph_url: \(graph.url)
            assistant: { system_prompt: I am \(id). }

        """
    }

    private static func telegram(_ name: String, _ telegram: FakeTelegram) -> String {
        """
          \(name):
            type: telegram
            mode: polling
            token: "\(telegram.token)"
            api_base: \(telegram.url)
            max_age: off
            assistant: { system_prompt: I am \(name). }

        """
    }

    private static func message(_ number: String, from phone: String) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"#
            + #""messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"#
            + #""\#(number)"},"messages":[{"from":"\#(phone)","id":"wamid.\#(number)","timestamp":"#
            + #""\#(Int(Date().timeIntervalSince1970))","type":"text","text":{"body":"who are you?"}}]}}]}]}"#
    }
}
