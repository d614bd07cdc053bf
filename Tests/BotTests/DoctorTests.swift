import BotHarness
import ChannelKit
import FakeGraph
import FakeOpenAI
import FakeTelegram
import Foundation
import Testing

@testable import BotCLI

/// `bot doctor` from outside, with platforms and models that are well, ill, or away.
@Suite("The doctor", .timeLimit(.minutes(2)))
struct DoctorTests {
    private struct Patient {
        var model: String
        var graph: FakeGraph
        var telegram: FakeTelegram
        var modelName = "fake-1"
        var accessToken: String
        var telegramSettings = ""

        func examined(_ home: BotProcess.Home, json: Bool = true) async throws -> Bots.Ended {
            let file = try home.write(
                """
                server: { port: 0 }
                admin: { port: 0 }
                store: { url: "sqlite:\(home.database)" }
                limits: { pending_turns: 100 }
                model: { provider: openai, base_url: "\(model)", api_key: sk-secret-of-the-model, name: \(modelName) }
                channels:
                  web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey) }
                  support:
                    type: whatsapp
                    app_secret: \(graph.account.appSecret)
                    verify_token: v
                    access_token: \(accessToken)
                    phone_number_id: "\(graph.account.numbers.min() ?? "")"
                    graph_url: \(graph.url)
                  helper: { type: telegram, token: "\(telegram.token)", api_base: "\(telegram.url)" \(telegramSettings) }
                """)
            return try await Bots.run(["doctor", "--config", file] + (json ? ["--json"] : []), folder: home.folder)
        }
    }

    private static func visiting(
        callback: String? = "https://bot.test/chat/whatsapp", models: [String] = ["fake-1", "fake-2"],
        _ body: (inout Patient, FakeOpenAI, BotProcess.Home) async throws -> Void
    ) async throws {
        var account = FakeGraph.Account()
        account.callback = callback
        let graph = try await FakeGraph.start(account)
        let telegram = try await FakeTelegram.start()
        let model = try await FakeOpenAI.start()
        let list = models.map { "{\"id\":\"\($0)\",\"object\":\"model\"}" }.joined(separator: ",")
        model.setDefault(.document("{\"object\":\"list\",\"data\":[\(list)]}"))
        let home = try BotProcess.Home()
        defer { home.remove() }
        var patient = Patient(model: model.baseURL, graph: graph, telegram: telegram, accessToken: graph.token)
        try await body(&patient, model, home)
        try await graph.stop()
        try await telegram.stop()
        try await model.stop()
    }

    /// `part check` by verdict.
    private static func verdicts(_ ended: Bots.Ended) throws -> [String: String] {
        let rows = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]]
        for row in rows ?? [] where row["verdict"] as? String != "ok" {
            #expect((row["remedy"] as? String)?.isEmpty == false, "\(row) says no way to mend it")
        }
        let pairs = try #require(rows).map { row in
            ("\(row["part"] as? String ?? "") \(row["check"] as? String ?? "")", row["verdict"] as? String ?? "")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    @Test("finds nothing where all is well, asks nothing that costs, and says no secret")
    func well() async throws {
        try await Self.visiting { patient, model, home in
            let database = try home.write("store: { url: \"sqlite:\(home.database)\" }")
            let made = try await Bots.run(["db", "init", "--config", database])
            #expect(made.status == .exited(0))
            let ended = try await patient.examined(home)
            #expect(ended.status == .exited(0), "\(ended.output)\(ended.log)")
            let verdicts = try Self.verdicts(ended)
            for check in [
                "configuration file", "process open files", "store database", "store schema", "store disk", "model key",
                "model model", "web settings", "support access token", "support phone_number_id", "support webhook",
                "helper token", "helper updates",
            ] {
                #expect(verdicts[check] == "ok", "\(check): \(verdicts)")
            }
            #expect(model.requests.map(\.method) == ["GET", "HEAD"])
            #expect(model.requests.first?.header("authorization") == "Bearer sk-secret-of-the-model")
            #expect(patient.graph.messages.isEmpty && patient.telegram.messages.isEmpty)
            let people = try await patient.examined(home, json: false)
            for secret in ["sk-secret", Bots.apiKey, Bots.jwtKey, patient.graph.token, "AAFakeToken"] {
                #expect(!(people.output + people.log + ended.output + ended.log).contains(secret))
            }
            #expect(people.output.contains("ok    model key"))
        }
    }

    @Test("says what is to be mended at the model, at each platform and in the store, and ends with 78")
    func ill() async throws {
        try await Self.visiting(callback: "https://bot.test/elsewhere", models: ["fake-1-turbo"]) { patient, _, home in
            patient.accessToken = patient.graph.token
            let first = try await patient.examined(home)
            #expect(first.status == .exited(78))
            let verdicts = try Self.verdicts(first)
            #expect(verdicts["model model"] == "fail")
            #expect(first.output.contains("fake-1-turbo"))
            #expect(verdicts["support webhook"] == "fail")
            #expect(verdicts["store schema"] == "warn")
            patient.accessToken = "another-token"
            let second = try await patient.examined(home)
            #expect(try Self.verdicts(second)["support access token"] == "fail")
            #expect(!second.output.contains("another-token"))
        }
    }

    @Test("tells a webhook that stands in the way of fetching from one that is missing")
    func webhooks() async throws {
        try await Self.visiting { patient, _, home in
            patient.telegramSettings = ", mode: webhook, secret_token: a-secret"
            let missing = try await patient.examined(home)
            #expect(try Self.verdicts(missing)["helper webhook"] == "fail")
            patient.telegramSettings += ", public_url: \"https://bot.test\""
            let coming = try await patient.examined(home)
            #expect(try Self.verdicts(coming)["helper webhook"] == "warn")
        }
    }

    @Test("ends with 69 where a service is away, and waits for none of them long")
    func away() async throws {
        try await Self.visiting { patient, _, home in
            let gone = try await FakeOpenAI.start()
            try await gone.stop()
            patient.model = gone.baseURL
            let ended = try await patient.examined(home)
            #expect(ended.status == .exited(69), "\(ended.output)")
            #expect(try Self.verdicts(ended)["model server"] == "fail")
        }
        try await Self.visiting { patient, model, home in
            model.setDefault(.status(401, message: "no such key: sk-secret-of-the-model"))
            let ended = try await patient.examined(home)
            #expect(ended.status == .exited(78))
            #expect(try Self.verdicts(ended)["model key"] == "fail")
            #expect(!ended.output.contains("sk-secret-of-the-model"))
        }
    }

    @Test("names all faults of a file as `bot check` does, and looks no further")
    func faulty() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write("channels: { web: { type: htp } }\nmodle: {}\n")
        let ended = try await Bots.run(["doctor", "--config", file, "--json"])
        #expect(ended.status == .exited(78))
        let verdicts = try Self.verdicts(ended)
        #expect(verdicts.count >= 2 && verdicts.values.allSatisfy { $0 == "fail" })
        #expect(ended.output.contains("unknown channel type"))
    }

    @Test("clocks that differ, disks that are full and too few files are warned of")
    func thresholds() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(ClockCheck.finding(there: now, here: now + 1.9).verdict == .ok)
        #expect(ClockCheck.finding(there: now, here: now - 30).verdict == .warning)
        #expect(ClockCheck.finding(there: now, here: now - 30).message.contains("30.0 s behind"))
        #expect(DiskCheck.finding(free: 2 << 30, in: "/").verdict == .ok)
        #expect(DiskCheck.finding(free: 500 << 20, in: "/").verdict == .warning)
        #expect(DiskCheck.finding(free: 1 << 20, in: "/").verdict == .unavailable)
        #expect(ProcessCheck.files(limit: 1_024, pendingTurns: 20_000).verdict == .warning)
        #expect(ProcessCheck.files(limit: 1_024, pendingTurns: 400).verdict == .ok)
        #expect(HTTPTime.date("Sun, 06 Nov 1994 08:49:37 GMT")?.timeIntervalSince1970 == 784_111_777)
        #expect(HTTPTime.date("yesterday") == nil)
    }
}
