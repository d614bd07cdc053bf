import BotStore
import ChannelKit
import Foundation
import SeededRandom

extension StorePromise {
    /// Random days on which messages share turns, each from its own seed.
    static let randomMerging: [StorePromise] = (1...4).map { seed in
        StorePromise("Random traffic that merges: each message belongs to one turn, in order (seed \(seed))") { bench in
            var day = MergingDay(seed: UInt64(seed), desk: Desk(store: try await bench.open()), bench: bench)
            for _ in 0..<300 { try await day.step() }
            try await day.finish()
        }
    }
}

private struct MergingDay {
    var random: SeededGenerator
    var desk: Desk
    let bench: any StoreBench
    var earlier: [any StoreUnderTest] = []
    var accepted: [String: [String]] = [:]
    var answered: [String: [String]] = [:]
    var running: [Turn] = []
    var answers = 0
    var ended = 0

    init(seed: UInt64, desk: Desk, bench: any StoreBench) {
        random = SeededGenerator(seed: seed)
        self.desk = desk
        self.bench = bench
    }

    mutating func step() async throws {
        desk.now += 1
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: try await accept()
        case 55..<80: try await end()
        case 80..<85: try await postpone()
        case 85..<97: running += try await desk.begin(Int.random(in: 1...5, using: &random))
        default: try await crash()
        }
        let all = accepted.values.reduce(0) { $0 + $1.count }
        try checkEqual(try await desk.store.pendingTurns(), all - ended, "each is counted until it is over")
    }

    private mutating func accept() async throws {
        let lane = "lane \(Int.random(in: 0..<3, using: &random))"
        let text = "\(lane): \(accepted[lane]?.count ?? 0)"
        accepted[lane, default: []].append(text)
        let window = Duration.seconds(Int.random(in: 0...1, using: &random))
        let outcome = try await desk.merging(window).say(
            text, id: text, at: ChatAddress(lane), caller: Bool.random(using: &random) ? .absent : .collects,
            mayBegin: Int.random(in: 0..<4, using: &random) > 0)
        if case .begun(let turn) = outcome { running.append(turn) } else { _ = try outcome.queued() }
    }

    private mutating func end() async throws {
        guard !running.isEmpty else { return }
        let turn = running.remove(at: Int.random(in: 0..<running.count, using: &random))
        let fails = Int.random(in: 0..<5, using: &random) == 0
        let mayBeginNext = Bool.random(using: &random)
        let done =
            fails
            ? try await desk.fail(turn, mayBeginNext: mayBeginNext)
            : try await desk.answer(turn, "so", mayBeginNext: mayBeginNext)
        try checkEqual(done.ended, 1 + turn.merged.count, "with all that it took in")
        try checkEqual(done.merged.count, turn.merged.count, "by their turns")
        note(turn, fails: fails)
        if let next = done.next { running.append(next) }
    }

    private mutating func note(_ turn: Turn, fails: Bool) {
        ended += 1 + turn.merged.count
        answers += fails ? 0 : 1
        // Each is asked in its order; what failed has had its turn too.
        answered[turn.address.rawValue, default: []] += [turn.content] + turn.merged
    }

    private mutating func postpone() async throws {
        guard !running.isEmpty else { return }
        let turn = running.remove(at: Int.random(in: 0..<running.count, using: &random))
        try await desk.store.postpone(turn.id, until: desk.now, error: .trouble)
    }

    private mutating func crash() async throws {
        earlier.append(desk.store)
        let old = desk
        desk = Desk(store: try await bench.openAfterCrash(of: desk.store))
        desk.now = old.now
        running = try await desk.recover()
    }

    /// Lets everything come to its end and compares.
    mutating func finish() async throws {
        desk.now += 10
        repeat {
            while let turn = running.popLast() {
                let done = try await desk.answer(turn, "so")
                note(turn, fails: false)
                if let next = done.next { running.append(next) }
            }
            running = try await desk.begin()
        } while !running.isEmpty
        try checkEqual(answered, accepted, "each in one turn, in order")
        try checkEqual(try await desk.store.pendingTurns(), 0, "nothing waits any more")
        let questions = accepted.values.reduce(0) { $0 + $1.count }
        try checkEqual(try await desk.rows("messages"), questions + answers, "a row each, and one for each answer")
        await desk.store.close()
        for store in earlier { await store.close() }
    }
}
