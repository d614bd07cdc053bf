import BotModel
import BotStore
import ChannelKit
import HTTPTypes
import Synchronization
import Testing

@testable import BotRuntime

/// What a reload does to what is there, under way and to come.
@Suite("A reload") struct ReloadTests {
    /// A model with a name that says when it is shut down.
    private final class NamedModel: LanguageModel {
        let name: String
        let prompts = Mutex<[String]>([])
        private let shut = Mutex(false)
        var isShut: Bool { shut.withLock { $0 } }

        init(_ name: String) { self.name = name }

        func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
            prompts.withLock { $0.append(request.system ?? "") }
            return ModelReply(text: name)
        }

        func shutdown() async { shut.withLock { $0 = true } }
    }

    /// Something of which the process has one.
    private struct ClaimingChannel: ResourceClaiming, Running {
        typealias Settings = LineChannel.Settings
        static let type: ChannelType = "claiming"
        init() {}
        init(settings: Settings, context: ChannelContext) {}
        var claims: [String] { ["standard input"] }
        func run(deliver: Deliver<String>) async throws(ChannelError) { try? await Task.sleep(for: .seconds(3_600)) }
        func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
        func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    }

    /// A channel whose loop says when it begins and ends.
    private struct LoopingChannel: Running {
        typealias Settings = LineChannel.Settings
        static let type: ChannelType = "looping"
        let name: String
        let texts: Texts
        init(_ name: String, _ texts: Texts) { (self.name, self.texts) = (name, texts) }
        init(settings: Settings, context: ChannelContext) { self.init("", Texts()) }
        func run(deliver: Deliver<String>) async throws(ChannelError) {
            texts.add("\(name) begins")
            try? await Task.sleep(for: .seconds(3_600))
            texts.add("\(name) ends")
        }
        func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
        func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    }

    private static func policy(_ prompt: String) -> TurnPolicy {
        TurnPolicy(
            systemPrompt: prompt, greetings: ["Hello!"],
            conversation: ConversationPolicy(idleTimeout: .seconds(3_600), historyLimit: 10), modelTimeout: .seconds(60)
        )
    }

    private static func next(
        _ channels: [(String, any Channel)] = [], unchanged: Set<String> = [], prompt: String = "new",
        model: (any LanguageModel)? = nil
    ) -> Reconfiguration {
        Reconfiguration(
            policy: policy(prompt), model: model,
            channels: channels.map {
                .init(name: $0.0, channel: $0.1, policy: ChannelPolicy(), isUnchanged: unchanged.contains($0.0))
            }, pendingTurns: 7)
    }

    private static func reload(
        _ core: Core, _ channels: ChannelDirectory = ChannelDirectory(), _ roster: LoopRoster? = nil,
        health: HealthBoard = HealthBoard(), servesChannels: Bool = true
    ) -> Reload {
        Reload(
            core: core, channels: channels, loops: roster ?? LoopRoster([], staysOpen: true), health: health,
            servesChannels: servesChannels,
            next: { () throws(ReconfigurationRefused) in throw ReconfigurationRefused([]) })
    }

    @Test("leaves a turn under way with its model and policy, and gives new ones to the next turn of its lane")
    func turns() async throws {
        let (old, new) = (NamedModel("old"), NamedModel("new"))
        let core = Core.test(try await FaultyStore(), model: old)
        let first = try await core.begin("one", id: "1", caller: .listens)
        try await core.accept("two", id: "2", caller: .listens)
        let replaced = try #require(try Self.reload(core).apply(Self.next(model: new)))
        #expect(replaced.turns.used == 1)
        await TurnRunner(core: core, channels: core.web()).run(first)
        #expect(old.prompts.withLock { $0 } == [""])
        #expect(new.prompts.withLock { $0 } == ["new"])
        #expect(core.capacity.limit == 7)
    }

    @Test(
        "shuts a model down when the last turn that was begun with it is over, and not before", .timeLimit(.minutes(5)))
    func models() async throws {
        let (old, new) = (NamedModel("old"), NamedModel("new"))
        let core = Core.test(try await FaultyStore(), model: old)
        var turn: BegunTurn? = try await core.begin("one", id: "1")
        let replaced = try #require(try Self.reload(core).apply(Self.next(model: new)))
        async let dismissed: Void = core.dismiss(replaced)
        #expect(!old.isShut)
        if let turn { await TurnRunner(core: core, channels: [:]).run(turn) }
        #expect(!old.isShut)
        turn = nil
        await dismissed
        #expect(old.isShut)
        await core.shutDownModels()
        #expect(new.isShut)
    }

    @Test("keeps a model that has not changed, and shuts none down")
    func sameModel() async throws {
        let old = NamedModel("old")
        let core = Core.test(try await FaultyStore(), model: old)
        #expect(try Self.reload(core).apply(Self.next()) == nil)
        let begun = try await core.begin("one", id: "1")
        await TurnRunner(core: core, channels: core.web()).run(begun)
        #expect(old.prompts.withLock { $0 } == ["new"])
    }

    @Test(
        "ends a replaced loop before the new one begins, lets an unchanged one go on, and ends one that is gone",
        .timeLimit(.minutes(5)))
    func loops() async throws {
        let core = Core.test(try await FaultyStore())
        let texts = Texts()
        func hosted(_ instance: String, _ name: String) -> HostedChannel {
            HostedChannel(LoopingChannel(name, texts), instance: instance, core: core)
        }
        let before = [hosted("a", "a1"), hosted("b", "b1"), hosted("c", "c1")]
        let (channels, roster) = (ChannelDirectory(before), LoopRoster(before, staysOpen: true))
        let health = HealthBoard()
        let loops = ChannelLoops(channels: channels, roster: roster, staysOpen: true, core: core, health: health)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await loops.run() }
            await texts.wait(for: 3)
            #expect(Set(texts.all) == ["a1 begins", "b1 begins", "c1 begins"])
            let next = Self.next(
                [
                    ("a", LoopingChannel("a2", texts)), ("b", LoopingChannel("b2", texts)),
                    ("d", LoopingChannel("d1", texts)),
                ],
                unchanged: ["b"])
            #expect(throws: Never.self) { try Self.reload(core, channels, roster, health: health).apply(next) }
            // a1 and c1 end; a2 and d1 begin.
            await texts.wait(for: 7)
            let all = texts.all
            #expect(Set(all.dropFirst(3)) == ["a1 ends", "a2 begins", "c1 ends", "d1 begins"])
            #expect(all.firstIndex(of: "a1 ends") ?? .max < all.firstIndex(of: "a2 begins") ?? .min)
            group.cancelAll()
        }
        #expect(Set(channels.all.keys) == ["a", "b", "d"])
        #expect(!health.all.contains { $0.channel == "c" })
    }

    @Test("leaves an instance that holds what the process has once as it is, and says so")
    func claims() async throws {
        let core = Core.test(try await FaultyStore())
        let before = ["console": HostedChannel(ClaimingChannel(), instance: "console", core: core)]
        for next in [Self.next([("console", ClaimingChannel())]), Self.next([("web", AbleChannel())])] {
            let plan = ReloadPlan(next, before: before, core: core)
            #expect(plan.channels.contains { $0.instance == "console" })
            #expect(plan.replaced.isEmpty && plan.removed.isEmpty)
            #expect(plan.waiting == ["channels.console"])
        }
        let renamed = ReloadPlan(Self.next([("terminal", ClaimingChannel())]), before: before, core: core)
        #expect(renamed.channels.map(\.instance) == ["console"])
        #expect(Set(renamed.waiting) == ["channels.console", "channels.terminal"])
    }

    @Test("that needs a server which was not opened is refused, and nothing has changed")
    func noServer() async throws {
        let old = NamedModel("old")
        let core = Core.test(try await FaultyStore(), model: old)
        let reload = Self.reload(core, servesChannels: false)
        struct Mounted: HTTPMounted {
            typealias Settings = LineChannel.Settings
            static let type: ChannelType = "mounted"
            init() {}
            init(settings: Settings, context: ChannelContext) {}
            var routes: [HTTPRoute] { [HTTPRoute(.get, "/")] }
            func receive(_ delivery: HTTPDelivery, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
            func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
            func respond(
                to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
            ) async -> HTTPAnswer { .text("") }
        }
        let next = Self.next([("web", Mounted())], model: NamedModel("new"))
        #expect(throws: ReconfigurationRefused.self) { try reload.apply(next) }
        #expect(core.policy.systemPrompt == nil)
        #expect(core.capacity.limit == 100)
    }
}
