import PostgresClient
import Synchronization

/// Writes rows while something goes wrong, and compares what was said of each with what became of it.
final class Ledger: Sendable {
    struct Outcomes {
        var done: Set<Int64> = []
        var undone: Set<Int64> = []
        var unknown: Set<Int64> = []
        var kinds: Set<PostgresError.Kind> = []
    }

    private struct State {
        var next: Int64 = 0
        var isOver = false
        var outcomes = Outcomes()
    }

    private let bench: Bench
    private let state = Mutex(State())

    init(_ bench: Bench) async throws {
        self.bench = bench
        try await bench.pool.script("CREATE TABLE ledger (id bigint PRIMARY KEY, half int NOT NULL DEFAULT 0)")
    }

    /// Has so many callers write until `trouble` is over, and each once more after that.
    func write(callers: Int, during trouble: @escaping @Sendable () async throws -> Void) async throws -> Outcomes {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<callers {
                group.addTask { [self] in
                    while !state.withLock({ $0.isOver }) { await writeOne() }
                    await writeOne()
                }
            }
            try await trouble()
            state.withLock { $0.isOver = true }
            try await group.waitForAll()
        }
        return state.withLock { $0.outcomes }
    }

    /// Two statements, so that a batch can be half done.
    private func writeOne() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        do {
            _ = try await bench.pool.run([
                .sql("INSERT INTO ledger (id) VALUES ($1)", [.int(id)]),
                .sql("UPDATE ledger SET half = 1 WHERE id = $1", [.int(id)]),
            ])
            state.withLock { _ = $0.outcomes.done.insert(id) }
        } catch {
            state.withLock { state in
                state.outcomes.kinds.insert(error.kind)
                if error.kind == .unknown {
                    state.outcomes.unknown.insert(id)
                } else {
                    state.outcomes.undone.insert(id)
                }
            }
        }
    }

    /// What is in the table.
    func rows() async throws -> (ids: Set<Int64>, halves: Int64?) {
        let rows = try await bench.rows("SELECT id FROM ledger")
        let halves = try await bench.number("SELECT count(*) FROM ledger WHERE half = 0")
        return (Set(try rows.compactMap { try $0.int(0) }), halves)
    }
}
