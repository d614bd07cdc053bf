import BotStore
import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import BotRuntime

/// The files under `config/`. The channels they name are no part of the runtime: stand-ins take any key here, and the
/// tests of the command check the files against the real ones.
@Suite("The files that are shipped")
struct ShippedConfigurationTests {
    static let environment = [
        "BOT_API_KEY": "key", "BOT_JWT_KEY": "0123456789abcdef0123456789abcdef", "OPENAI_API_KEY": "sk",
        "OPENAI_MODEL": "some-model", "META_APP_SECRET": "a", "META_VERIFY_TOKEN": "b", "META_ACCESS_TOKEN": "c",
        "META_PHONE_NUMBER_ID": "1", "TELEGRAM_BOT_TOKEN": "d", "SLACK_SIGNING_SECRET": "e", "SLACK_BOT_TOKEN": "f",
    ]

    private func load(_ name: String) throws -> LoadedConfiguration {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: folder.appendingPathComponent("config/\(name)"), encoding: .utf8)
        let registry: ChannelRegistry = [
            AnyHTTP.self, AnyWhatsApp.self, AnyStdio.self, AnyTelegram.self, AnySlack.self,
        ]
        return try ConfigurationLoader(registry: registry, sources: .of(Self.environment)).load(text: text, named: name)
    }

    @Test("bot.yaml needs no network: the echo model, a file, one channel")
    func bot() throws {
        let configuration = try load("bot.yaml").configuration
        #expect(configuration.model.provider == .echo)
        #expect(configuration.store == .sqliteFile("data/bot.sqlite"))
        #expect(configuration.channels.map(\.name) == ["web"])
    }

    @Test("openai.yaml differs by the model")
    func openAI() throws {
        let configuration = try load("openai.yaml").configuration
        #expect(configuration.model.provider == .openai)
        #expect(configuration.model.baseURL == "https://api.openai.com/v1")
        #expect(configuration.model.name == "some-model")
        #expect(configuration.channels.map(\.name) == ["web"])
    }

    @Test("full.yaml has every key of every section, and the defaults it says")
    func full() throws {
        let loaded = try load("full.yaml")
        let defaults = BotConfiguration()
        #expect(loaded.configuration.server == defaults.server)
        #expect(loaded.configuration.admin == defaults.admin)
        #expect(loaded.configuration.store == defaults.store)
        #expect(loaded.configuration.retention == defaults.retention)
        #expect(loaded.configuration.assistant == defaults.assistant)
        #expect(loaded.configuration.conversation == defaults.conversation)
        var limits = loaded.configuration.limits
        (limits.tokensPerDay, limits.costPerDay) = (nil, nil)
        #expect(limits == defaults.limits)
        #expect(loaded.configuration.channels.map(\.type) == ["http", "whatsapp", "stdio", "telegram", "slack"])

        var model = loaded.configuration.model
        // Those without a default: the file says so.
        (model.apiKey, model.name, model.firstTokenTimeout, model.maxTokens) = (nil, "", nil, nil)
        (model.temperature, model.headers, model.query, model.contextTokens) = (nil, [:], [:], nil)
        model.price = nil
        #expect(model == defaults.model)
    }

    @Test("full.yaml misses no key", arguments: BotConfiguration.sections.map(\.name))
    func everyKey(section: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bytes = Array(try Data(contentsOf: folder.appendingPathComponent("config/full.yaml")))
        let root = try #require(YAMLDocument.read(bytes, sources: .of(Self.environment)).root)
        let keys = BotConfiguration.sections.first { $0.name == section }?.keys.map(\.name) ?? []
        #expect(!keys.isEmpty)
        #expect(Self.keys(of: Self.value(of: section, in: root)) == Set(keys))
    }

    @Test("full.yaml misses no key that every instance understands, and shows the defaults")
    func everyInstance() throws {
        let entries = try load("full.yaml").configuration.channels
        let entry = try #require(entries.first { $0.name == "support" })
        var reader = SettingsReader(entry.node, name: entry.name)
        var policy = ChannelPolicy(from: &reader)
        #expect(reader.faults.isEmpty)
        // It goes with another value of overlap, so it is a comment.
        let missing = reader.keys.map(\.name).filter { !reader.has($0) }
        #expect(missing == ["merge_window"])
        #expect(policy.limits.user != nil && policy.limits.channel != nil && policy.limits.address != nil)
        #expect(policy.systemPrompt != nil && policy.greetings != nil)
        policy.limits = ChannelPolicy().limits
        (policy.systemPrompt, policy.greetings) = (nil, nil)
        #expect(policy == ChannelPolicy())
    }

    private static func value(of key: String, in node: SettingsNode) -> SettingsNode? {
        guard case .map(let entries) = node.value else { return nil }
        return entries.first { $0.key == key }?.value
    }

    private static func keys(of node: SettingsNode?) -> Set<String> {
        guard case .map(let entries) = node?.value else { return [] }
        return Set(entries.map(\.key))
    }
}

/// Takes the keys that the shipped files use.
private struct AnySettings: ChannelSettings {
    init(from reader: inout SettingsReader) {
        for name in [
            "path", "api_key", "jwt_key", "token_lifetime", "max_content", "app_secret", "verify_token", "access_token",
            "phone_number_id", "graph_url", "groups", "unreadable_text", "send_timeout", "reconcile_after", "mark_read",
            "typing", "format",
            "max_line", "token", "mode", "poll_timeout", "replace_webhook", "api_base", "signing_secret", "bot_token",
            "respond_to", "respond_in", "respond_in_direct", "markdown", "api_url",
            "page", "title", "docs", "refresh_lifetime", "accounts",
        ] { _ = reader.optionalText(name) }
    }
}

private protocol Anything: Channel where Settings == AnySettings, Delivery == String {}

extension Anything {
    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
}

private struct AnyHTTP: Anything {
    static let type: ChannelType = "http"
    init(settings: AnySettings, context: ChannelContext) throws(ChannelError) {}
}

private struct AnyWhatsApp: Anything {
    static let type: ChannelType = "whatsapp"
    init(settings: AnySettings, context: ChannelContext) throws(ChannelError) {}
}

private struct AnyStdio: Anything {
    static let type: ChannelType = "stdio"
    init(settings: AnySettings, context: ChannelContext) throws(ChannelError) {}
}

private struct AnyTelegram: Anything {
    static let type: ChannelType = "telegram"
    init(settings: AnySettings, context: ChannelContext) throws(ChannelError) {}
}

private struct AnySlack: Anything {
    static let type: ChannelType = "slack"
    init(settings: AnySettings, context: ChannelContext) throws(ChannelError) {}
}
