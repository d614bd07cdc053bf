import BotHarness
import Foundation
import GRDB
import Testing

/// The command line: what it prints, and with which code it ends.
@Suite(.timeLimit(.minutes(5)))
struct CommandTests {
    /// Runs a command to its end.
    private func bot(
        _ arguments: String..., environment: [String: String] = [:], folder: URL? = nil, input: String = ""
    ) async throws -> Bots.Ended {
        try await Bots.run(arguments, environment: environment, folder: folder, input: input)
    }

    @Test func `wrong usage ends with 64`() async throws {
        #expect(try await bot("dance").status == .exited(64))
        #expect(try await bot("run").status == .exited(64))
        #expect(try await bot("run", "--config", "x.yaml", "--log-level", "loud").status == .exited(64))
        #expect(try await bot("users", "list", "--config", "x.yaml", "--limit", "0").status == .exited(64))
    }

    @Test func `a configuration that cannot be read ends with 78`() async throws {
        let result = try await bot("run", "--config", "/nowhere/bot.yaml")
        #expect(result.status == .exited(78))
        #expect(result.log.contains("/nowhere/bot.yaml"))
    }

    @Test func `all faults of a configuration come in one run, each with its place, and no secret`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(
            """
            server: { prot: 8080, port: 99999 }
            store: { url: "sqlite:data/bot.sqlite" }
            model: { provider: echo }
            channels:
              web: { type: htpt, api_key: the-secret-itself, jwt_key: short }
              Web: { type: http, path: chat, api_key: the-secret-itself, jwt_key: the-secret-itself }
            """)
        for command in ["check", "run"] {
            let result = try await bot(command, "--config", file)
            #expect(result.status == .exited(78))
            let lines = result.log.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("\(file):") && $0.contains(": error: ") })
            for place in ["\(file):1:11:", "\(file):1:", "\(file):5:", "\(file):6:"] {
                #expect(lines.contains { $0.hasPrefix(place) }, "\(place) in \(result.log)")
            }
            #expect(result.log.contains("did you mean port?"))
            #expect(result.log.contains("http"))
            #expect(!(result.log + result.output).contains("the-secret-itself"))
        }
    }

    @Test func `check describes the bot without a secret, a port or a database`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Bots.configuration(home: home))
        let result = try await bot("check", "--config", file)
        #expect(result.status == .exited(0))
        #expect(result.output.contains("web"))
        #expect(!result.output.contains(Bots.apiKey) && !result.output.contains(Bots.jwtKey))
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }

    @Test func `the database is created, shown and emptied, and its ids are not used again`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Bots.configuration(home: home))
        #expect(try await bot("db", "init", "--config", file).status == .exited(0))
        let process = try BotProcess(["run", "--config", file])
        let caller = Caller(try await process.address())
        let first = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
        let status = try await bot("db", "status", "--config", file)
        #expect(status.output.contains("users 1"))
        #expect(try await bot("db", "clean", "--config", file, input: "no\n").status == .exited(64))
        #expect(try await bot("db", "clean", "--yes", "--config", file).status == .exited(0))
        #expect(try await bot("db", "status", "--config", file).output.contains("users 0"))
        let second = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
        #expect(second["user_id"] != first["user_id"])
        let token = try #require(first["token"])
        #expect(try await caller.say("hi", token: token).status == 404)
        #expect(await process.terminate() == .exited(0))
    }

    @Test func `users and messages are listed while the bot runs, for people and as JSON`() async throws {
        try await Bots.running { caller, _, home in
            let body = #"{"name":"Ada","email":"ada@example.org","external_id":"7"}"#
            let headers = ["X-API-KEY": Bots.apiKey, "Content-Type": "application/json"]
            #expect(try await caller.send("POST", "/chat/initial", headers: headers, body: body).status == 200)
            let file = home.folder.appending(path: "bot.yaml").path
            let table = try await bot("users", "list", "--config", file)
            #expect(table.output.contains("Ada"))
            let json = try await bot("users", "list", "--json", "--config", file)
            let users = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            #expect(users.first?["name"] as? String == "Ada")
            #expect(users.first?["origin"] as? String == "http")
            let inbox = try await bot("inbox", "list", "--json", "--config", file)
            #expect(inbox.output.filter { !$0.isWhitespace } == "[]")
        }
    }

    @Test func `a port in use ends with 69 and says what to do`() async throws {
        try await Bots.running { caller, _, _ in
            let port = try #require(caller.base.split(separator: ":").last)
            let home = try BotProcess.Home()
            defer { home.remove() }
            let configuration = Bots.configuration(home: home).replacing(
                "port: 0, shutdown", with: "port: \(port), shutdown")
            let result = try await bot("run", "--config", try home.write(configuration))
            #expect(result.status == .exited(69))
            #expect(result.log.contains("in use"))
        }
    }

    @Test func `a database that another bot serves ends with 69`() async throws {
        try await Bots.running { _, _, home in
            let result = try await bot("run", "--config", home.folder.appending(path: "bot.yaml").path)
            #expect(result.status == .exited(69))
        }
    }

    @Test func `health is 0 while the bot is ready and 69 when it is gone`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let probe = try BotProcess(["run", "--config", try home.write(Bots.configuration(home: home))])
        let admin = try await probe.address(after: "admin listening")
        _ = try await probe.address()
        let port = try #require(admin.split(separator: ":").last)
        let file = try home.write(
            Bots.configuration(home: home).replacing("admin: { port: 0 }", with: "admin: { port: \(port) }"),
            to: "health.yaml")
        #expect(try await bot("health", "--config", file).status == .exited(0))
        #expect(await probe.terminate() == .exited(0))
        #expect(try await bot("health", "--config", file).status == .exited(69))
    }

    @Test func `channels lists every type with its keys`() async throws {
        let result = try await bot("channels")
        #expect(result.status == .exited(0))
        for word in ["http", "whatsapp", "stdio", "api_key", "required", "token_lifetime", "1d", "graph_url"] {
            #expect(result.output.contains(word))
        }
    }

    @Test func `chat needs no configuration: a line in, the reply out, and its end at the input's end`() async throws {
        let result = try await bot("chat", input: "Hello there\n")
        #expect(result.status == .exited(0))
        #expect(result.output.contains("Hello there"))
    }
}
