import BotStore
import ChannelKit
import Foundation
import SeededRandom

extension StorePromise {
    /// Random days in the life of a store, each from its own seed, compared step by step with a simple model of it.
    static let randomized: [StorePromise] = (1...4).map { seed in
        StorePromise("Random traffic with failures and kills: order holds and every message has one end (seed \(seed))")
        { bench in
            var day = RandomDay(seed: UInt64(seed), desk: Desk(store: try await bench.open()), bench: bench)
            for _ in 0..<400 { try await day.step() }
            try await day.finish()
        }
    }
}

private struct RandomDay {
    var random: SeededGenerator
    var desk: Desk
    let bench: any StoreBench
    var reference = ReferenceInbox()
    var nextID = 0
    var earlier: [any StoreUnderTest] = []

    init(seed: UInt64, desk: Desk, bench: any StoreBench) {
        random = SeededGenerator(seed: seed)
        self.desk = desk
        self.bench = bench
        self.desk.policy = ConversationPolicy(idleTimeout: .seconds(1_000_000), historyLimit: 100_000)
    }

    mutating func step() async throws {
        desk.now += 1
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: try await acceptNew()
        case 40..<55: try await repeatOne()
        case 55..<90: try await endOne()
        case 90..<93: try await postponeOne()
        case 93..<98: try await beginSome()
        default: try await crash()
        }
        try checkEqual(try await desk.store.pendingTurns(), reference.pending, "as many wait or run as should")
    }

    private mutating func acceptNew() async throws {
        nextID += 1
        let id = "m\(nextID)"
        let lane = "lane \(Int.random(in: 0..<5, using: &random))"
        let mayBegin = Int.random(in: 0..<4, using: &random) > 0
        let isFree = reference.lanes[lane]?.isEmpty ?? true
        let caller: Caller = Bool.random(using: &random) ? .collects : .absent
        reference.accept(id, .init(lane: lane, content: "say \(id)", caller: caller))
        let outcome = try await desk.say(
            "say \(id)", id: id, from: .identity(Identity(id: lane)), at: ChatAddress(lane), caller: caller,
            mayBegin: mayBegin)
        if isFree && mayBegin { try reference.begin(try outcome.begun()) } else { _ = try outcome.queued() }
    }

    private mutating func repeatOne() async throws {
        guard let id = reference.messages.keys.sorted().randomElement(using: &random),
            let message = reference.messages[id]
        else { return }
        let isFree = reference.lanes[message.lane]?.isEmpty ?? true
        let outcome = try await desk.say(
            message.content, id: id, from: .identity(Identity(id: message.lane)),
            at: ChatAddress(message.lane), caller: message.caller)
        switch reference.ends[id] {
        case nil:
            let joined = try outcome.joined()
            try check(message.turn == nil || message.turn == joined, "the turn that it has")
        case .answered(let text):
            try checkEqual(try outcome.repeated().answer.text, text, "the answer that it got")
        case .failed, .cancelled:
            if message.caller == .absent { return try check(outcome.isNoted, "silence for who is absent") }
            reference.askAgain(id)
            if isFree { try reference.begin(try outcome.begun()) } else { _ = try outcome.queued() }
        }
    }

    private func anyRunning(_ random: inout SeededGenerator) -> Turn? {
        reference.running.keys.sorted().randomElement(using: &random).flatMap { reference.running[$0] }
    }

    private mutating func endOne() async throws {
        guard let turn = anyRunning(&random) else { return }
        let mayBeginNext = Int.random(in: 0..<4, using: &random) > 0
        let completed: CompletedTurn
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            completed = try await desk.fail(turn, partial: "half", mayBeginNext: mayBeginNext)
            reference.end(turn, .failed)
        case 1:
            completed = try await desk.end(turn, .cancelled(partial: nil), mayBeginNext: mayBeginNext)
            reference.end(turn, .cancelled)
        default:
            let text = "answer to \(turn.messageID)"
            completed = try await desk.answer(turn, text, mayBeginNext: mayBeginNext)
            reference.end(turn, .answered(text))
        }
        let waits = !(reference.lanes[turn.address.rawValue]?.isEmpty ?? true)
        try checkEqual(completed.next != nil, waits && mayBeginNext, "the lane goes on where it may")
        if let next = completed.next { try reference.begin(next) }
    }

    private mutating func postponeOne() async throws {
        guard let turn = anyRunning(&random) else { return }
        try await desk.store.postpone(turn.id, until: desk.now, error: .trouble)
        reference.running[turn.address.rawValue] = nil
    }

    private mutating func beginSome() async throws {
        let limit = Int.random(in: 1...10, using: &random)
        for turn in try await desk.begin(limit) { try reference.begin(turn) }
    }

    private mutating func crash() async throws {
        earlier.append(desk.store)
        var next = Desk(store: try await bench.openAfterCrash(of: desk.store))
        (next.now, next.policy) = (desk.now, desk.policy)
        desk = next
        reference.crash()
        for turn in try await desk.recover() { try reference.begin(turn) }
    }

    /// Lets everything come to its end and compares the ends.
    mutating func finish() async throws {
        for turn in try await desk.begin(1000) { try reference.begin(turn) }
        while let turn = anyRunning(&random) {
            let next = try await desk.answer(turn, "last").next
            reference.end(turn, .answered("last"))
            if let next { try reference.begin(next) }
        }
        try checkEqual(reference.pending, 0, "nothing waits any more")
        try checkEqual(try await desk.begin(1000), [], "nor in the store")
        try checkEqual(try await desk.rows("inbox"), reference.messages.count, "a row for each message")
        for (id, message) in reference.messages {
            let turn = try require(message.turn, "a turn of \(id)")
            switch (try await desk.store.outcome(of: turn), reference.ends[id]) {
            case (.answered(let answer)?, .answered(let text)?): try checkEqual(answer.text, text, "its answer")
            case (.failed?, .failed?), (.cancelled?, .cancelled?): break
            case let other: throw PromiseBroken(description: "\(id) ended as \(other)")
            }
        }
        await desk.store.close()
        for store in earlier { await store.close() }
    }
}
