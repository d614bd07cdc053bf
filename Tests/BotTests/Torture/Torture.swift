import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import NIOCore
import Synchronization
import ThrowawayPostgres

/// Bots that are killed again and again, a platform that repeats each delivery until it is acknowledged, a model that takes
/// its time, and reports on what was sent, some of them late.
final class Torture: Sendable {
    let plan: TorturePlan
    let store: TortureStore
    let home: BotProcess.Home
    let graph: FakeGraph
    let model: FakeOpenAI
    let file: String
    let start = ContinuousClock.now
    let victims: TortureVictims
    /// When the database was killed, how many connections it cut, and how long it took until the work of a bot that was
    /// killed or stopped was others'.
    let outages = Mutex<[ContinuousClock.Instant]>([])
    let cuts = Mutex(0)
    let takeovers = Mutex<[Double]>([])
    private let postCount = Atomic(0)

    /// - Parameter server: of its own, for it is killed as well; none for SQLite.
    init(_ plan: TorturePlan, on server: ThrowawayPostgres? = nil) async throws {
        self.plan = plan
        home = try BotProcess.Home()
        store =
            if let server {
                .postgres(server, database: try await server.makeDatabaseName())
            } else {
                .sqlite(path: home.database)
            }
        var account = FakeGraph.Account()
        // While a bot is dead another test's may have its port: that one is to refuse what is posted there.
        account.appSecret = UUID().uuidString
        graph = try await FakeGraph.start(account)
        model = try await FakeOpenAI.start()
        model.setDefault(
            .choose { request in
                .reply("answer to \(request.lastUserMessage)", latency: .milliseconds(Int.random(in: 50...200)))
            })
        file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: \(store.settings(plan))
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
        victims = TortureVictims(file: file, count: plan.replicas)
    }

    /// Runs the plan, and goes on until every message has its answer or no more comes. Returns whether it became quiet.
    func run() async throws -> Bool {
        for place in 0..<plan.replicas { try await victims.begin(place) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for messages in plan.messages {
                group.addTask { for message in messages { try await self.deliver(message) } }
            }
            group.addTask { try await self.killBots() }
            group.addTask { try await self.killDatabase() }
            group.addTask { try await self.cutConnections() }
            group.addTask { try await self.pauseBot() }
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
        await victims.terminate()
        return isQuiet
    }

    var posts: Int { postCount.load(ordering: .relaxed) }

    // MARK: The platform

    private func deliver(_ message: TorturePlan.Message) async throws {
        try await Task.sleep(until: start + .seconds(message.time))
        try await post(graph.textWebhook(message.text, id: message.id, from: message.phone))
    }

    /// Again and again until it is acknowledged, as the platform does: each time to any bot that lives.
    private func post(_ webhook: FakeGraph.Webhook) async throws {
        let body = String(decoding: webhook.body, as: UTF8.self)
        while true {
            postCount.add(1, ordering: .relaxed)
            let headers = ["X-Hub-Signature-256": webhook.signature, "Content-Type": "application/json"]
            let answer = try? await Caller(victims.address).send(
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
            // A wait that is cancelled ends like one that is over.
            try Task.checkCancellation()
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
