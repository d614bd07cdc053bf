import ChannelKit
import Testing

@testable import BotRuntime

@Suite("Loading a configuration")
struct ConfigurationLoaderTests {
    private let loader = ConfigurationLoader(registry: .test, sources: .of())

    @Test("a file that is not there is one fault of that file")
    func missingFile() {
        let error = #expect(throws: ConfigurationFaults.self) { try loader.load(path: "config/none.yaml") }
        #expect(error?.description == "config/none.yaml:1:1: error: cannot be read: no such file")
    }

    @Test("a file is read by its path")
    func file() throws {
        let loader = ConfigurationLoader(
            registry: .test, sources: .of(files: ["bot.yaml": Array(minimal().utf8)]))
        #expect(try loader.load(path: "bot.yaml").configuration.channels.map(\.name) == ["web"])
    }

    @Test("every default that is documented")
    func defaults() throws {
        let text =
            "model: {name: some-model, base_url: \"http://localhost:8080/v1/\"}\nchannels: {web: {type: console}}"
        let configuration = try loaded(text).configuration
        #expect(configuration.server.host == "127.0.0.1")
        #expect(configuration.server.port == 8_080)
        #expect(configuration.server.shutdownTimeout == .seconds(30))
        #expect(configuration.server.maxBodySize == 4 * 1_024 * 1_024)
        #expect(configuration.server.headerTimeout == .seconds(10))
        #expect(configuration.server.requestTimeout == .seconds(30))
        #expect(configuration.admin.host == "127.0.0.1")
        #expect(configuration.admin.port == 8_081)
        #expect(configuration.store == .sqliteFile("data/bot.sqlite"))
        #expect(configuration.model.provider == .openai)
        #expect(configuration.model.baseURL == "http://localhost:8080/v1")
        #expect(BotConfiguration.Model().baseURL == "https://api.openai.com/v1")
        #expect(configuration.model.apiKey == nil)
        #expect(configuration.model.name == "some-model")
        #expect(configuration.model.timeout == .seconds(60))
        #expect(configuration.model.connectTimeout == .seconds(5))
        #expect(configuration.model.firstTokenTimeout == nil)
        #expect(configuration.model.idleTimeout == .seconds(30))
        #expect(configuration.model.maxRetries == 2)
        #expect(configuration.model.instructionRole == .system)
        #expect(configuration.model.maxTokens == nil)
        #expect(configuration.model.maxTokensParameter == .maxCompletionTokens)
        #expect(configuration.model.temperature == nil)
        #expect(configuration.model.keyHeader == .bearer)
        #expect(configuration.model.headers.isEmpty)
        #expect(configuration.model.query.isEmpty)
        #expect(configuration.model.includeUsage)
        #expect(configuration.model.contextTokens == nil)
        #expect(configuration.assistant.systemPrompt == "You are a helpful assistant.")
        #expect(configuration.assistant.greetings == ["Hello! How can I help you today?"])
        #expect(configuration.conversation.idleTimeout == .seconds(12 * 3_600))
        #expect(configuration.conversation.historyLimit == 40)
        #expect(configuration.limits.pendingTurns == 20_000)
    }

    @Test("an empty system prompt tells the model nothing")
    func emptyPrompt() throws {
        #expect(try loaded(minimal("assistant: {system_prompt: \"\"}")).configuration.assistant.systemPrompt == nil)
    }

    @Test("channels come in the file's order, with their types")
    func channels() throws {
        let text = "model: {provider: echo}\nchannels:\n  z: {type: console}\n  a: {type: page, secret: s}\n"
        let channels = try loaded(text).configuration.channels
        #expect(channels.map(\.name) == ["z", "a"])
        #expect(channels.map(\.type) == ["console", "page"])
    }

    @Test("one fault of substitution is not two")
    func consequences() {
        #expect(faults(in: minimal("server: {port: \"${PORT}\"}")).count == 1)
        #expect(faults(in: minimal("model_: 1\nserver: {max_body_size: \"${SIZE}\", prot: 1}")).count == 3)
    }

    @Test("an operator's command needs neither the channels nor their secrets")
    func operation() throws {
        let text = """
            store: {url: "sqlite:${DATA:-data}/bot.sqlite"}
            model: {name: "${MODEL}", colour: blue}
            channels:
              web: {type: pgae, secret: "${SECRET}"}
              web: 1
            """
        #expect(faults(in: text).count == 6)
        let configuration = try loaded(text, scope: .operation).configuration
        #expect(configuration.store == .sqliteFile("data/bot.sqlite"))
        #expect(configuration.channels.isEmpty)
        #expect(faults(in: text + "\nadmin: {prot: 1}\nchanels: 1", scope: .operation).count == 2)
    }

    @Test("webhooks on a store in memory are warned of, at the store")
    func memoryWarning() throws {
        let more = "  hooks: {type: hook, app_secret: s}\n"
        let warnings = try loaded(minimal(more, store: "sqlite::memory:")).warnings
        #expect(
            warnings.map(\.description) == [
                "bot.yaml:1:14: warning: what hooks accepts is kept in memory only and lost when the process ends"
                    + " (use sqlite:PATH for webhooks)"
            ])
        #expect(try loaded(minimal(store: "sqlite::memory:")).warnings.isEmpty)
        #expect(try loaded(minimal(more)).warnings.isEmpty)
    }

    @Test("webhooks that may be larger than a body may be are warned of")
    func bodyWarning() throws {
        let hooks = "  hooks: {type: hook, app_secret: s}\n"
        let warnings = try loaded(minimal(hooks + "server: {max_body_size: 2MB}\n")).warnings
        #expect(
            warnings.map(\.problem) == ["max_body_size: a webhook of hooks may be larger, and would never be accepted"])
        #expect(try loaded(minimal(hooks + "server: {max_body_size: 3MB}\n")).warnings.isEmpty)
        #expect(try loaded(minimal("server: {max_body_size: 1MB}\n")).warnings.isEmpty)
    }

    @Test("limits of users are warned of where anybody may become another one")
    func userLimitWarning() throws {
        func problems(_ type: String, _ limits: String) throws -> [String] {
            try loaded(minimal("  page: {type: \(type), \(limits)}\n")).warnings.map(\.problem)
        }
        let problem = "rate_limit: whoever opens one conversation after the other is a new user each time"
        #expect(try problems("page, path: /page, secret: s", "rate_limit: {user: 20/1m}") == [problem])
        #expect(try problems("page, path: /page, secret: s", "rate_limit: {channel: 20/1m}").isEmpty)
        #expect(try problems("hook, app_secret: s", "rate_limit: {user: 20/1m}").isEmpty)
    }

    @Test("limits by address without a trusted proxy are warned of")
    func addressLimitWarning() throws {
        let page = "  page: {type: page, path: /page, secret: s, rate_limit: {user: 20/1m, address: 5/1m}}\n"
        #expect(
            try loaded(minimal(page)).warnings.map(\.problem)
                == ["rate_limit.address: behind a proxy all clients would count as one"])
        #expect(try loaded(minimal(page + "server: {trusted_proxies: [10.0.0.0/8]}\n")).warnings.isEmpty)
    }

    @Test("faults come in the order of their places, each once")
    func order() {
        let mark = SettingsMark(line: 2, column: 1)
        let faults = [
            SettingsFault("c", at: SettingsMark(line: 10, column: 1)), SettingsFault("b", at: mark),
            SettingsFault("a", at: mark), SettingsFault("b", at: mark),
            SettingsFault("d", at: SettingsMark(line: 2, column: 0)),
        ]
        #expect(ConfigurationFaults(faults, file: "F").diagnostics.map(\.problem) == ["d", "b", "a", "c"])
    }

    @Test("a fault is one line, whatever it is about")
    func oneLine() {
        let fault = SettingsFault("a\nb\u{1B}[0m", at: SettingsMark(line: 1, column: 1), hint: "\r\n")
        let line = ConfigurationDiagnostic(.error, file: "F", fault: fault).description
        #expect(line == "F:1:1: error: a b [0m ( )")
        #expect(faults(in: minimal("\"a\\nb\": 1")) == ["bot.yaml:5:1: error: unknown key a?b"])
    }
}
