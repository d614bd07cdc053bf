import BotStore
import Testing

@testable import BotRuntime

/// What users may use, and how long what was said is kept.
@Suite("Bounds that sections have together")
struct BoundsTests {
    private func load(
        _ text: String, scope: ConfigurationLoader.Scope = .everything
    ) throws(ConfigurationFaults) -> BotConfiguration {
        try ConfigurationLoader(registry: [], sources: .of([:])).load(text: text, named: "bot.yaml", scope: scope)
            .configuration
    }

    private func faults(_ text: String) -> [String] {
        do throws(ConfigurationFaults) {
            _ = try load(text, scope: .conversation)
            _ = try load(text, scope: .operation)
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    @Test("a price, a share of the day and an age are read")
    func read() throws {
        let configuration = try load(
            """
            model: { provider: echo, price: { input: 0.15, output: 0.6 } }
            limits: { tokens_per_day: 1000, cost_per_day: 0.5, spent_message: Enough. }
            conversation: { paused_message: Wait. }
            retention: { messages: 90d }
            """, scope: .operation)
        #expect(configuration.model.price == TokenPrice(input: 0.15, output: 0.6))
        #expect(configuration.limits.tokensPerDay == 1000)
        #expect(configuration.limits.costPerDay == 0.5)
        #expect(configuration.limits.spentMessage == "Enough.")
        #expect(configuration.conversation.pausedMessage == "Wait.")
        #expect(configuration.expiry.messages == .seconds(90 * 86_400))
    }

    @Test(
        "what contradicts itself is said, at its place",
        arguments: [
            ("limits: { cost_per_day: 1 }", "2:25: error: cost_per_day: there is no price"),
            (
                "limits: { tokens_per_day: 9 }\nmodel: { provider: echo, include_usage: false }",
                "1:27: error: nothing would be counted"
            ),
            ("model: { provider: echo, price: { input: 1 } }", "price: input and output are both needed"),
            ("model: { provider: echo, price: { input: 1, output: -1 } }", "output: expected"),
        ])
    func contradictions(text: String, problem: String) {
        let prefix = text.contains("model:") ? "" : "model: { provider: echo }\n"
        let found = faults(prefix + text)
        #expect(found.count == 1 && found[0].contains(problem), "\(found)")
    }

    @Test("what is kept is kept for longer than a message is known and a conversation may go on")
    func ages() throws {
        func found(_ text: String) -> [String] {
            do throws(ConfigurationFaults) {
                _ = try load("model: { provider: echo }\nchannels: {}\n" + text)
                return []
            } catch {
                return error.description.split(separator: "\n").map(String.init).filter { $0.contains("messages") }
            }
        }
        #expect(found("retention: { messages: 14d }").first?.contains("3:24") == true)
        #expect(found("retention: { messages: 15d }").isEmpty)
        #expect(found("retention: { messages: 20d }\nconversation: { idle_timeout: 21d }").count == 1)
    }
}
