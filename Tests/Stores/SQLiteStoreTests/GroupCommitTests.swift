import BotStore
import Dispatch
import GRDB
import Testing

@testable import SQLiteStore

@Suite("One writer commits in groups", .serialized)
struct GroupCommitTests {
    /// Runs `calls` so that all of them wait before the writer takes up any.
    private func together<Value: Sendable>(
        _ store: SQLiteStore, _ calls: [@Sendable () async throws -> Value]
    ) async throws -> [Result<Value, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        let writer = store.connection.writer
        return try await withThrowingTaskGroup(of: (Int, Result<Value, any Error>)?.self) { group in
            group.addTask {
                // Holds the writer's own queue, never a thread of the cooperative pool.
                try await store.connection.write { _ in
                    hold.finish()
                    gate.wait()
                }
                return nil
            }
            for await _ in held {}
            for (index, call) in calls.enumerated() {
                group.addTask {
                    do { return (index, .success(try await call())) } catch { return (index, .failure(error)) }
                }
            }
            while writer.waiting < calls.count { await Task.yield() }
            gate.signal()
            var results: [(Int, Result<Value, any Error>)] = []
            for try await result in group { if let result { results.append(result) } }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test("Calls that wait at the same time share one transaction", .timeLimit(.minutes(5)))
    func sharing() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let before = store.connection.writer.commits
        let calls = (0..<100).map { number in
            { @Sendable in try await store.begin("1", at: "chat \(number)") }
        }
        let turns = try await together(store, calls).map { try $0.get() }
        #expect(Set(turns.map(\.conversation)).count == 100)
        // One for the job that held the writer, one for the hundred.
        #expect(store.connection.writer.commits - before == 2)
        await store.close()
    }

    @Test("A job that fails is undone alone, whatever it had written", .timeLimit(.minutes(5)))
    func failingAlone() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let calls = (0..<30).map { number in
            { @Sendable () async throws -> Turn in
                if number % 3 == 1 {
                    return try await store.write { transaction in
                        _ = try transaction.accept(.message("1", at: "lost \(number)"))
                        throw StoreError(.fenced, "on purpose")
                    }
                }
                return try await store.begin("1", at: "chat \(number)")
            }
        }
        let results = try await together(store, calls)
        for (number, result) in results.enumerated() {
            switch result {
            case .success: #expect(number % 3 != 1)
            case .failure(let error):
                #expect(number % 3 == 1)
                #expect((error as? StoreError)?.code == .fenced)
            }
        }
        let rows = try await store.rowCounts().first { $0.table == "inbox" }?.rows
        #expect(rows == 20)
        await store.close()
    }

    @Test(
        "When the transaction fails, every call in it is told so, and nothing of it happened", .timeLimit(.minutes(5)))
    func failingTogether() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        // The smallest that the file can be now: the next page does not fit, as on a full disk.
        try await store.connection.write { db in try db.execute(sql: "PRAGMA max_page_count = 1") }
        let long = String(repeating: "x", count: 20_000)
        let calls = (0..<20).map { number in
            { @Sendable in try await store.begin("1", at: "chat \(number)", long) }
        }
        for result in try await together(store, calls) {
            #expect(throws: StoreError.self) { try result.get() }
            if case .failure(let error as StoreError) = result { #expect(error.code == .full) }
        }
        #expect(try await store.rowCounts().first { $0.table == "inbox" }?.rows == 0)
        try await store.connection.write { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
        _ = try await store.begin("1", at: "chat 1", long)
        await store.close()
    }

    @Test("More calls than one batch holds are all answered")
    func manyBatches() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let begun = try await withThrowingTaskGroup(of: Turn.self) { group in
            for number in 0..<1000 { group.addTask { try await store.begin("1", at: "chat \(number)") } }
            return try await group.reduce(0) { count, _ in count + 1 }
        }
        #expect(begun == 1000)
        #expect(try await store.pendingTurns() == 1000)
        await store.close()
    }

    @Test("A cancelled caller does not undo what was begun")
    func cancellation() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let outcome = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await store.accept(.message("1", at: "chat")).count }
            group.cancelAll()
            return try await group.reduce(0, +)
        }
        #expect(outcome == 1)
        #expect(try await store.pendingTurns() == 1)
        await store.close()
    }

    @Test("When too many wait, new messages are refused, and what ends something is not", .timeLimit(.minutes(5)))
    func bounded() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let turn = try await store.begin("1", at: "chat")
        let writer = store.connection.writer
        let gate = DispatchSemaphore(value: 0)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await store.connection.write { _ in
                    hold.finish()
                    gate.wait()
                }
            }
            for await _ in held {}
            let job = WriteJob(perform: { _ in {} }, fail: { _ in })
            for _ in 0..<GroupCommit.mostWaiting { writer.submit(job) }
            #expect(await refusal { _ = try await store.accept(.message("2", at: "chat")) } == .overloaded)
            group.addTask { _ = try await store.complete(.answer(turn)) }
            while writer.waiting == GroupCommit.mostWaiting { await Task.yield() }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(try await store.pendingTurns() == 0)
        _ = try await store.begin("3", at: "chat")
        await store.close()
    }
}
