import Foundation
import PostgresClient
import Testing

@testable import PostgresStore

/// What is measured beside the store, or without it, has to be what the store sends.
@Suite("The statements of the benchmarks")
struct BenchmarkStatementTests {
    private static func functions(in file: String) throws -> [String] {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let text = try String(contentsOf: root.appending(path: "Benchmarks/\(file)"), encoding: .utf8)
        return text.matches(of: /\b(ck[0-9]+_[a-z_]+)\(/).map { String($0.1) }
    }

    @Test func `pgbench runs the two calls of a turn that the store makes`() throws {
        #expect(
            try Self.functions(in: "store/turn.pgbench") == [StoreFunction.accept.name, StoreFunction.complete.name])
    }

    @Test func `the pages of every call are counted that the store makes for a turn`() throws {
        let counted = try Set(Self.functions(in: "growth/turn.sql"))
        let calls = [
            StoreFunction.accept, StoreFunction.complete, StoreFunction.recordSend, StoreFunction.takeReplies,
            StoreFunction.beginTurns, StoreFunction.beat, StoreFunction.takeOverDead, StoreFunction.outcome,
            StoreFunction.holdLoop, StoreFunction.setCursor, AccountFunction.attempt, StoreQuery.page,
        ]
        #expect(counted.isSuperset(of: calls.map(\.name)))
    }
}
