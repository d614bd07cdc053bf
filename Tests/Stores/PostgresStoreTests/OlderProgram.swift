import BotStore
import PostgresClient

@testable import PostgresStore

/// The statements of a turn as the program of schema version 5 sends them, written down as they were.
struct OlderProgram: Sendable {
    /// The version that it needs.
    static let schema = 5

    private let database: SchemaBench
    private let replica: PostgresValue

    private static let accept = """
        SELECT * FROM ck3_accept($1::integer, 'web', 'test', $2::jsonb, NULL::bigint, NULL::jsonb, 3600000::bigint,
            10::integer, 'Hello!', true, now())
        """
    private static let complete = """
        SELECT * FROM ck4_complete($1::integer, $2::bigint, $3::integer, 'answered', 'fine', NULL, NULL::integer,
            NULL::integer, NULL, NULL::text[], '{}'::text[], NULL, true, 3600000::bigint, 10::integer, now(), false)
        """
    init(_ database: SchemaBench) async throws {
        self.database = database
        let row = try await database.rows("SELECT ck1_register('older', ARRAY['web'], 600000::bigint, NULL::integer)")
            .first
        replica = .int(try row?.int(0) ?? 0)
    }

    /// Accepts a message and answers it, and whatever follows it in its lane.
    func turn(_ id: String, at address: String) async throws {
        let event = """
            [{"kind": "message", "id": "\(id)", "scopes": ["i:0::\(address)"], "scope": "", "names": ["\(address)"],
              "address": "\(address)", "lane": "a", "content": "\(id)", "caller": "collects"}]
            """
        try await answer(try await call(Self.accept, [replica, .json(event)]))
    }

    func answered() async throws -> Int64 {
        try await database.rows("SELECT count(*) FROM inbox WHERE state = 'answered'").first?.int(0) ?? 0
    }

    private func answer(_ rows: [ResultRow]) async throws {
        var begun = rows
        while let row = begun.popLast() {
            guard try row.kind == "begun", let turn = try row.int(.id), let attempt = try row.int(.attempt) else {
                continue
            }
            begun += try await call(Self.complete, [replica, .int(turn), .int(attempt)])
        }
    }

    /// As it does: a call that was in another one's way is made again.
    private func call(_ sql: String, _ parameters: [PostgresValue]) async throws -> [ResultRow] {
        while true {
            do {
                return try await database.rows(sql, parameters).map(ResultRow.init)
            } catch let error as PostgresError where error.isRace {
                continue
            }
        }
    }
}
