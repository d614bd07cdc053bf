import BotStore
import GRDB
import Testing

@testable import SQLiteStore

@Suite("Nothing on the way of a message reads a whole table")
struct QueryPlanTests {
    private static var statements: [String] {
        func sql<Statement: PathStatement>(_ type: Statement.Type) -> [String] { type.allCases.map(\.rawValue) }
        return sql(UserStatement.self) + sql(ConversationStatement.self) + sql(TurnStatement.self)
            + sql(ReplyStatement.self) + sql(UpkeepStatement.self) + sql(MergeStatement.self)
            + sql(RecoveryStatement.self) + sql(LimitStatement.self) + sql(StatusStatement.self)
            + sql(PruneStatement.self) + sql(OperatorStatement.self) + sql(AccountStatement.self)
            + sql(SessionStatement.self) + sql(LinkStatement.self) + sql(DeletionStatement.self)
            + sql(PauseStatement.self) + sql(UsageStatement.self) + sql(ExpiryStatement.self)
    }

    @Test("Every statement finds its rows by an index", arguments: statements)
    func indexed(sql: String) async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let steps = try await store.connection.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            return try Row.fetchAll(statement, arguments: nulls(for: sql))
                .map { $0["detail"] as String }
        }
        for step in steps { #expect(!step.hasPrefix("SCAN"), "\(step) in \(sql)") }
        await store.close()
    }

    @Test("What is pending is counted without reading what is over")
    func pending() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let steps = try await store.connection.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + TurnStatement.countPending.rawValue)
                .map { $0["detail"] as String }
        }
        #expect(steps.contains { $0.contains("inbox_open") }, "\(steps)")
        #expect(steps.contains { $0.contains("inbox_listeners") }, "\(steps)")
        await store.close()
    }

    @Test("History is read backwards by an index, without sorting")
    func history() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        for statement in [ConversationStatement.historyBefore, .newest] {
            let steps = try await store.connection.read { db in
                try Row.fetchAll(
                    db, sql: "EXPLAIN QUERY PLAN " + statement.rawValue,
                    arguments: nulls(for: statement.rawValue)
                ).map { $0["detail"] as String }
            }
            #expect(steps.count == 1, "\(steps)")
            // The index leads to the rows that are wanted, and to them alone.
            let columns =
                statement == .newest ? "(channel=? AND key=?)" : "(conversation_id=? AND status=? AND rowid<?)"
            #expect(steps.allSatisfy { $0.contains("USING INDEX") && $0.hasSuffix(columns) }, "\(steps)")
        }
        await store.close()
    }

    @Test("A page is read backwards by an index from each kind of what was said, without sorting")
    func page() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let sql = ConversationStatement.pageBefore.rawValue
        let steps = try await store.connection.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: [1, 1, 1])
                .map { $0["detail"] as String }
        }
        let searches = steps.filter { $0.hasPrefix("SEARCH") }
        #expect(searches.count == 2, "\(steps)")
        #expect(searches.allSatisfy { $0.hasSuffix("(conversation_id=? AND status=? AND rowid<?)") }, "\(steps)")
        #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
        await store.close()
    }
}

/// An argument for each parameter, which may be numbered; a plan does not depend on their values.
private func nulls(for sql: String) -> StatementArguments {
    let numbers = sql.matches(of: /\?(\d+)/).compactMap { Int($0.1) }
    let count = numbers.max() ?? sql.utf8.count { $0 == UInt8(ascii: "?") }
    return StatementArguments(Array(repeating: DatabaseValue.null, count: count))
}
