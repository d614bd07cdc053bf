import BotHarness
import FakeOpenAI
import Foundation
import Testing
import ThrowawayPostgres

/// Every secret that a configuration can hold, and whatever the program says.
///
/// Whoever it asks (the model, the platforms) says it all back: in a refusal, with every header and the address.
@Suite("No secret leaves", .timeLimit(.minutes(3)))
struct SecretsOutTests {
    /// One for each setting that holds one, by the channel's type or the section. Their values are seen nowhere.
    private static let canaries = [
        "http.api_key": "canary-web-api-key-1", "http.api_key old": "canary-web-api-key-2",
        "http.jwt_key": "canary-web-jwt-key-of-32-bytes-1", "http.jwt_key old": "canary-web-jwt-key-of-32-bytes-2",
        "whatsapp.app_secret": "canary-meta-app-secret-1", "whatsapp.app_secret old": "canary-meta-app-secret-2",
        "whatsapp.verify_token": "canary-meta-verify", "whatsapp.access_token": "canary-meta-access",
        "telegram.token": "123456:canary-telegram-token-of-its-length",
        "telegram.secret_token": "canary-telegram-secret",
        "slack.signing_secret": "canary-slack-signing-1", "slack.signing_secret old": "canary-slack-signing-2",
        "slack.bot_token": "xoxb-canary-slack-token", "process.secrets": "canary-process-secret",
        "model.api_key": "canary-model-key", "model.headers": "canary-model-header",
        "model.query": "canary-model-query", "tracing.headers": "canary-tracing-header",
    ]

    private static func text(_ url: String, _ echo: FakeOpenAI, _ home: BotProcess.Home) -> String {
        func the(_ name: String) -> String { "\"\(canaries[name] ?? "")\"" }
        func both(_ name: String) -> String { "[\(the(name)), \(the(name + " old"))]" }
        let asked = "http://127.0.0.1:\(echo.port)"
        return """
            server: { port: 0, shutdown_timeout: 5s }
            admin: { port: 0 }
            store: { url: "\(url)", listen_url: "\(url)" }
            tracing: { otlp_url: "\(asked)/v1/traces", headers: { X-Key: \(the("tracing.headers")) } }
            model:
              provider: openai
              base_url: \(echo.baseURL)
              api_key: \(the("model.api_key"))
              name: fake-1
              headers: { X-Key: \(the("model.headers")) }
              query: { key: \(the("model.query")) }
            channels:
              web: { type: http, api_key: \(both("http.api_key")), jwt_key: \(both("http.jwt_key")) }
              support:
                type: whatsapp
                app_secret: \(both("whatsapp.app_secret"))
                verify_token: \(the("whatsapp.verify_token"))
                access_token: \(the("whatsapp.access_token"))
                phone_number_id: "106540352242922"
                graph_url: \(asked)
              polling: { type: telegram, token: \(the("telegram.token")), api_base: \(asked), poll_timeout: 1s }
              posted:
                type: telegram
                mode: webhook
                token: \(the("telegram.token"))
                secret_token: \(the("telegram.secret_token"))
                public_url: https://bot.test
                api_base: \(asked)
              team:
                type: slack
                signing_secret: \(both("slack.signing_secret"))
                bot_token: \(the("slack.bot_token"))
                api_url: \(asked)
              program: { type: process, command: [/bin/false], secrets: { KEY: \(the("process.secrets")) } }
            """
    }

    /// Whatever was asked, as JSON of every platform's shape at once.
    private static let echo = FakeOpenAI.Behaviour.choose { request in
        let said = (["\(request.path)?\(request.query ?? "")"] + request.headers.map { "\($0.name): \($0.value)" })
            .joined(separator: ", ")
        let quoted = (try? JSONEncoder().encode(said)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        return .document(
            "{\"ok\":false,\"error_code\":401,\"description\":\(quoted),\"error\":{\"code\":190,\"message\":\(quoted)}}",
            status: 401)
    }

    private static let commands: [[String]] = [
        ["check"], ["doctor"], ["doctor", "--json"], ["health"], ["db", "init"], ["db", "status"], ["db", "restored"],
        ["db", "backup", "/proc/none/copy"], ["users", "list"], ["users", "list", "--json"], ["inbox", "list"],
        ["inbox", "list", "--json"], ["inbox", "show", "1"], ["inbox", "show", "1", "--json"], ["inbox", "retry", "1"],
        ["outbox", "list", "--json"], ["outbox", "show", "1"], ["outbox", "drop", "1"], ["conversations", "list"],
        ["conversations", "show", "1"], ["usage"], ["usage", "--json"], ["db", "clean", "--yes"],
    ]

    private static func expectNone(of secrets: [String], in text: String, _ what: String) {
        for secret in secrets { #expect(!text.contains(secret), "\(what) says \(secret): \(text)") }
    }

    @Test("every setting that holds a secret has one here")
    func complete() async throws {
        let listed = try await Bots.run(["channels"]).output.split(separator: "\n")
        var type = "", settings: Set<String> = []
        for line in listed {
            if !line.hasPrefix(" ") { type = String(line) }
            let words = line.split(separator: " ", maxSplits: 1)
            guard line.hasPrefix(" "), words.count == 2, let key = words.first else { continue }
            let help = words[1].drop { $0 == " " }
            if help.hasPrefix("secret") || key == "secrets" { settings.insert("\(type).\(key)") }
        }
        #expect(settings.count >= 10 && settings.isSubset(of: Self.canaries.keys), "\(settings)")
    }

    @Test("by a command, a log at any level, a metric or an answer, though all who are asked say it back")
    func everything() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let server = try await ThrowawayPostgres.shared()
        let asked = try await FakeOpenAI.start(default: Self.echo)
        let url = server.url(database: try await server.makeDatabaseName(), over: .tcp)
        let secrets = Self.canaries.values + [server.password]
        let text = Self.text(url, asked, home)
        let file = try home.write(text)
        #expect(try await Bots.run(["db", "init", "--config", file]).status == .exited(0))

        let bot = try BotProcess(["run", "--config", file, "--log-level", "trace"], folder: home.folder)
        let caller = Caller(try await bot.address())
        let admin = Caller(try await bot.address(after: "admin listening"))
        var heard = ""
        for (method, path, headers, body) in [
            ("GET", "/chat/initial", ["X-API-KEY": "canary-web"], ""), ("GET", "/chat/messages", [:], ""),
            (
                "POST", "/chat", ["Content-Type": "application/json", "Authorization": "Bearer x"],
                "{\"content\":\"hi\"}"
            ),
            ("POST", "/chat/whatsapp", ["X-Hub-Signature-256": "sha256=00"], "{}"),
            ("GET", "/chat/whatsapp?hub.mode=subscribe&hub.verify_token=x&hub.challenge=y", [:], ""),
            ("POST", "/chat/telegram", ["X-Telegram-Bot-Api-Secret-Token": "x"], "{}"),
            ("POST", "/chat/slack", ["X-Slack-Signature": "v0=00"], "{}"), ("GET", "/nowhere", [:], ""),
        ] {
            let answer = try await caller.send(method, path, headers: headers, body: body)
            heard += "\(answer.headers) \(answer.text)\n"
        }
        let token = try await caller.token(apiKey: Self.canaries["http.api_key"] ?? "")
        let failed = try await caller.say("What is your key?", token: token)
        #expect(failed.status == 502, "\(failed.text)")
        heard += "\(failed.headers) \(failed.text)\n"
        for path in ["/metrics", "/health/live", "/health/ready"] { heard += try await admin.send("GET", path).text }
        Self.expectNone(of: secrets, in: heard, "an answer")

        for command in Self.commands.dropLast() {
            let ended = try await Bots.run(command + ["--config", file], folder: home.folder)
            Self.expectNone(of: secrets, in: ended.output + ended.log, command.joined(separator: " "))
        }
        // A file with a fault beside each secret, at a reload and at each command.
        let faulty = text.replacing("type: http,", with: "type: http, page: 7,").replacing(
            "mode: webhook", with: "mode: x"
        )
        .replacing("port: 0", with: "port: none").replacing("name: fake-1", with: "nmae: fake-1")
        _ = try home.write(faulty)
        bot.send(SIGHUP)
        _ = try await bot.log.line { $0.contains("the new configuration is refused") }
        for command in Self.commands {
            let ended = try await Bots.run(command + ["--config", file], folder: home.folder)
            Self.expectNone(of: secrets, in: ended.output + ended.log, "\(command.joined(separator: " ")), faulty")
        }
        await bot.terminate()
        Self.expectNone(of: secrets, in: await bot.log.end().joined(separator: "\n"), "the log")
        #expect(asked.requests.contains { request in request.headers.contains { $0.value.contains("canary") } })
        try await asked.stop()
    }
}
