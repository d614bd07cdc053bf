import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import NIOCore
import Synchronization

/// A bot that is killed again and again, a platform that repeats each delivery until it is acknowledged, a model that takes
/// its time, and reports on what was sent, some of them late.
final class Torture: Sendable {
    let plan: TorturePlan
    let home: BotProcess.Home
    let graph: FakeGraph
    let model: FakeOpenAI
    private let file: String
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        var bot: BotProcess?
        var address = ""
        var inFlight = 0
        var kills = 0
        var posts = 0
    }

    init(_ plan: TorturePlan) async throws {
        self.plan = plan
        home = try BotProcess.Home()
        graph = try await FakeGraph.start()
        model = try await FakeOpenAI.start()
        model.setDefault(
            .choose { request in
                .reply("answer to \(request.lastUserMessage)", latency: .milliseconds(Int.random(in: 50...200)))
            })
        file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            channels:
              support:
                type: whatsapp
                app_secret: \(graph.account.appSecret)
                verify_token: v
                access_token: \(graph.token)
                phone_number_id: "\(graph.account.numbers.sorted()[0])"
                graph_url: \(graph.url)
                reconcile_after: 2s
            """)
    }

    /// Runs the plan, and goes on until every message has its answer or no more comes. Returns whether it became quiet.
    func run() async throws -> Bool {
        try await begin()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for messages in plan.messages {
                group.addTask { for message in messages { try await self.deliver(message) } }
            }
            group.addTask { try await self.killAtRandom() }
            try await group.waitForAll()
        }
        let isQuiet = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await self.quiet(within: .seconds(120)) }
            group.addTask {
                try await self.report()
                return false
            }
            let isQuiet = try await group.next() ?? false
            group.cancelAll()
            return isQuiet
        }
        await state.withLock { $0.bot }?.terminate()
        return isQuiet
    }

    var kills: Int { state.withLock { $0.kills } }
    var posts: Int { state.withLock { $0.posts } }

    private func begin() async throws {
        let bot = try BotProcess(["run", "--config", file])
        state.withLock { $0.bot = bot }
        let address = try await bot.address()
        state.withLock { $0.address = address }
    }

    private func killAtRandom() async throws {
        for time in plan.kills {
            try await Task.sleep(until: start + .seconds(time))
            // The instant is random; that something is in flight is not left to chance.
            await model.waitForRequests(model.requestCount + 1)
            await state.withLock { $0.bot }?.kill()
            state.withLock { $0.kills += 1 }
            try await begin()
        }
    }

    // MARK: The platform

    private func deliver(_ message: TorturePlan.Message) async throws {
        try await Task.sleep(until: start + .seconds(message.time))
        try await post(graph.textWebhook(message.text, id: message.id, from: message.phone))
    }

    /// Again and again until it is acknowledged, as the platform does.
    private func post(_ webhook: FakeGraph.Webhook) async throws {
        let body = String(decoding: webhook.body, as: UTF8.self)
        while true {
            let address = state.withLock { state in
                state.posts += 1
                return state.address
            }
            let headers = ["X-Hub-Signature-256": webhook.signature, "Content-Type": "application/json"]
            let answer = try? await Caller(address).send(
                "POST", "/chat/whatsapp", headers: headers, body: body, timeout: .seconds(10))
            if answer?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Tells what became of what was sent: for three of four messages at once, for the others a second later.
    private func report() async throws {
        var told = 0
        while true {
            let messages = graph.messages
            for message in messages[told...] {
                if told % 4 == 3 { try await Task.sleep(for: .seconds(1)) }
                try await post(graph.statusWebhook(.sent, of: [message]))
                try await post(graph.statusWebhook(.delivered, of: [message]))
                told += 1
            }
            await graph.waitForMessages(told + 1)
        }
    }

    private func quiet(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while .now < deadline {
            if try await TortureReport(self).isQuiet { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return false
    }
}
