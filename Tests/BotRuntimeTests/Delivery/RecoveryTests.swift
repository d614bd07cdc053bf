import BotModel
import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

/// What was in flight when an earlier process crashed. The store's part is scripted: turns that are in its hands already.
struct RecoveryTests {
    private let clock = TestClock()

    /// A model that answers when it is told to.
    private final class PatientModel: LanguageModel {
        private let gates = Mutex<[String: LiveTurn]>([:])
        let asked = Texts()

        private func gate(_ content: String) -> LiveTurn {
            gates.withLock { gates in
                if let gate = gates[content] { return gate }
                let gate = LiveTurn()
                gates[content] = gate
                return gate
            }
        }

        func answer(_ content: String) {
            gate(content).finish(.failed(TurnFailure(error: .shuttingDown, recorded: false)))
        }

        func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
            let content = request.messages.last?.content ?? ""
            asked.add(content)
            do { _ = try await gate(content).result() } catch { throw ModelError(.cancelled, detail: "") }
            return ModelReply(text: "fine")
        }
    }

    /// Turns of lanes of their own, running as far as the store knows.
    private func suspects(_ names: [String], in store: FaultyStore) async throws -> [Turn] {
        let core = Core.test(store, clock: clock)
        var turns: [Turn] = []
        for name in names {
            turns.append(try await core.begin(name, id: name, at: ChatAddress(name), caller: .absent).turn)
        }
        return turns
    }

    @Test(.timeLimit(.minutes(5)))
    func `they run one by one, alone for two seconds at most, and others wait until none is alone`() async throws {
        var store = try await FaultyStore()
        let queue = Mutex(try await suspects(["a", "b", "c"], in: store))
        let joined = Texts()
        store.suspects = { () throws(StoreError) in queue.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        store.onJoinOthers = { (turn) throws(StoreError) in joined.add("\(turn)") }
        let names = queue.withLock { $0.map { "\($0.id)" } }
        let model = PatientModel()
        let core = Core.test(store, model: model, clock: clock)
        core.phase.beginRecovery()
        core.capacity.occupy(names.count)
        let reception = Reception.lines(core)
        let channels = core.web(SendingChannel { (_, _) throws(ChannelError) in Receipt() })
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await TurnDispatcher(core: core, channels: channels).run() }
            // The alone window, and no poll.
            await model.asked.wait(for: 1)
            await clock.sleepers(1)
            #expect(model.asked.all == ["a"])
            _ = try? await reception.receive("9") { $0.caller = .absent }
            #expect(core.capacity.used == 4)
            clock.advance(1)
            #expect(model.asked.all == ["a"])
            // Its time alone is over, and it goes on beside the next.
            clock.advance(1)
            await model.asked.wait(for: 2)
            #expect(model.asked.all == ["a", "b"])
            #expect(joined.all == [names[0]])
            // The second ends while it is alone: nobody has to be told.
            model.answer("b")
            await model.asked.wait(for: 3)
            #expect(model.asked.all == ["a", "b", "c"])
            #expect(joined.all == [names[0]])
            #expect(core.phase.isRecovering)
            model.answer("c")
            await model.asked.wait(for: 4)
            #expect(model.asked.all == ["a", "b", "c", "hi"])
            #expect(!core.phase.isRecovering)
            model.answer("a")
            model.answer("hi")
            group.cancelAll()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `when many were in flight, the later ones are alone for a moment only`() async throws {
        var store = try await FaultyStore()
        let names = (0..<20).map { "turn \($0)" }
        let queue = Mutex(try await suspects(names, in: store))
        store.suspects = { () throws(StoreError) in queue.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        store.onJoinOthers = { (_) throws(StoreError) in }
        let core = Core.test(store, model: PatientModel(), clock: clock)
        core.phase.beginRecovery()
        let start = clock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Recovery(core: core, apologies: [:]).run() }
            for number in 0..<20 {
                await clock.sleepers(1)
                clock.advance(number < 15 ? 2 : 0.1)
            }
            await group.waitForAll()
        }
        #expect(abs(clock.now.timeIntervalSince(start) - 30.5) < 0.001)
        #expect(core.phase.mayBegin)
    }

    @Test(.timeLimit(.minutes(5)))
    func `while the store cannot say what was in flight, nothing is begun`() async throws {
        var store = try await FaultyStore()
        let tries = Texts()
        store.suspects = { () throws(StoreError) in
            tries.add("asked")
            if tries.all.count < 3 { throw StoreError(.locked, "busy") }
            return nil
        }
        let core = Core.test(store, clock: clock)
        core.phase.beginRecovery()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Recovery(core: core, apologies: [:]).run() }
            for _ in 0..<2 {
                await clock.sleepers(1)
                #expect(!core.phase.mayBegin)
                clock.advance(1)
            }
            await group.waitForAll()
        }
        #expect(core.phase.mayBegin)
        #expect(tries.all.count == 3)
    }
}
