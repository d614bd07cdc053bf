import BotHarness
import FakeGraph
import FakeOpenAI
import FakeSlack
import FakeTelegram

extension Neighbours {
    static func configuration(
        _ graph: FakeGraph, _ telegrams: [String: FakeTelegram], _ slack: FakeSlack, _ model: FakeOpenAI,
        _ home: BotProcess.Home
    ) -> String {
        """
        server: { port: 0 }
        admin: { port: 0 }
        store: { url: "sqlite:\(home.database)" }
        model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
        assistant: { system_prompt: I am the house. }
        channels:
          web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey) }
          team:
            type: slack
            signing_secret: \(slack.signingSecret)
            bot_token: \(slack.token)
            api_url: \(slack.url)
            assistant: { system_prompt: I am team. }

        """
            + ["north", "south"].map { number($0, graph) }.joined()
            + telegrams.sorted { $0.key < $1.key }.map { telegram($0.key, $0.value) }.joined()
    }

    private static func number(_ id: String, _ graph: FakeGraph) -> String {
        """
          "\(id)":
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
}
