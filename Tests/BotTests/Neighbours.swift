import BotHarness
import FakeGraph
import FakeOpenAI
import FakeSlack
import FakeTelegram
import Foundation
import GRDB
import Testing

/// Six accounts on four kinds of channels in one process, from one file. On each the same person speaks: one telephone
/// number, one Telegram user. The model says who it was told to be and what it was shown.
struct Neighbours {
    static let names = ["north", "south", "one", "two", "team", "web"]

    private let graph: FakeGraph
    private let telegrams: [String: FakeTelegram]
    private let slack: FakeSlack
    private let model: FakeOpenAI
    private let home: BotProcess.Home
    private let caller: Caller
    private let token: String

    static func prepared(_ body: (Neighbours) async throws -> Void) async throws {
        var account = FakeGraph.Account()
        account.numbers = ["north", "south"]
        let (graph, slack, model) = (
            try await FakeGraph.start(account), try await FakeSlack.start(), try await FakeOpenAI.start()
        )
        let telegrams = ["one": try await FakeTelegram.start(), "two": try await FakeTelegram.start()]
        model.setDefault(
            .choose { request in
                let (prompt, said) = (
                    request.messages.first { $0.role == "system" }, request.messages.filter { $0.role == "user" }
                )
                return .reply("\(prompt?.content ?? "nobody") [\(said.map(\.content).joined(separator: ", "))]")
            })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(configuration(graph, telegrams, slack, model, home))
        let bot = try BotProcess(["run", "--config", file], folder: home.folder)
        let caller = Caller(try await bot.address())
        let neighbours = Neighbours(
            graph: graph, telegrams: telegrams, slack: slack, model: model, home: home, caller: caller,
            token: try await caller.token(apiKey: Bots.apiKey))
        do {
            try await body(neighbours)
        } catch {
            await bot.kill()
            throw error
        }
        await bot.terminate()
        for telegram in telegrams.values { try await telegram.stop() }
        try await slack.stop()
        try await graph.stop()
        try await model.stop()
    }

    /// Says a text on these accounts, and returns what each has been answered so far.
    ///
    /// - Parameter others: those on which something was said before.
    func say(
        _ text: String, to chosen: [String] = names, after others: [String] = []
    ) async throws -> [String: [String]] {
        var answers: [String: [String]] = [:]
        for name in chosen {
            let number = others.contains(name) ? 2 : 1
            switch name {
            case "web": answers[name] = [try #require(try await caller.say(text, token: token)["text"])]
            case "team": try await saySlack(text, number)
            case "north", "south": try await sayWhatsApp(text, number, to: name)
            default: telegrams[name]?.put(FakeTelegram.message(number, chat: 7, text: text))
            }
        }
        // By then each of them has all of its answers.
        let count =
            chosen.filter(["north", "south"].contains).count + others.filter(["north", "south"].contains).count
        await graph.waitForMessages(count)
        if chosen.contains("team") { await slack.waitForMessages(others.contains("team") ? 2 : 1) }
        for (name, telegram) in telegrams where chosen.contains(name) {
            await telegram.waitForMessages(others.contains(name) ? 2 : 1)
        }
        for name in chosen {
            switch name {
            case "team": answers[name] = slack.messages.map(\.text)
            case "north", "south":
                answers[name] = graph.messages.filter { $0.phoneNumberID == name }.map { "\($0.content)" }
            case "web": break
            default: answers[name] = telegrams[name]?.messages.map(\.text)
            }
        }
        return answers
    }

    /// By which kind of channel each user of the store has come, sorted.
    func people() async throws -> [String] {
        try await DatabaseQueue(path: home.database).read { db in
            try String.fetchAll(db, sql: "SELECT origin FROM users ORDER BY origin")
        }
    }

    private func saySlack(_ text: String, _ number: Int) async throws {
        let ts = "\(Int(Date().timeIntervalSince1970)).00000\(number)"
        let body = FakeSlack.callback(FakeSlack.message(text, in: "D7", from: "U7", ts: ts))
        let answer = try await caller.send("POST", "/chat/slack", headers: slack.headers(of: body), body: body)
        #expect(answer.status == 200)
    }

    private func sayWhatsApp(_ text: String, _ number: Int, to id: String) async throws {
        let webhook = graph.sign(
            #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"#
                + #""messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"#
                + #""\#(id)"},"messages":[{"from":"15550001111","id":"wamid.\#(number)","timestamp":"#
                + #""\#(Int(Date().timeIntervalSince1970))","type":"text","text":{"body":"\#(text)"}}]}}]}]}"#)
        let answer = try await caller.send(
            "POST", "/hooks/\(id)", headers: ["X-Hub-Signature-256": webhook.signature],
            body: String(decoding: webhook.body, as: UTF8.self))
        #expect(answer.status == 200)
    }
}
