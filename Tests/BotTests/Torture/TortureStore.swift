import BotHarness
import Foundation
import GRDB
import ThrowawayPostgres

/// Where a tortured bot keeps everything.
enum TortureStore: Sendable {
    case sqlite(path: String)
    case postgres(ThrowawayPostgres, database: String)

    /// What the configuration says of it.
    func settings(_ plan: TorturePlan) -> String {
        switch self {
        case .sqlite(let path): #"{ url: "sqlite:\#(path)" }"#
        case .postgres(let server, let database):
            #"{ url: "\#(server.url(database: database))", lease_timeout: \#(plan.lease)s, connections: 4 }"#
        }
    }

    /// Rows of texts; NULL is an empty one.
    func rows(_ sql: String) async throws -> [[String]] {
        switch self {
        case .sqlite(let path):
            return try await DatabaseQueue(path: path).read { db in
                try Row.fetchAll(db, sql: sql).map { row in
                    row.databaseValues.map { $0.isNull ? "" : "\($0.storage.value ?? "")" }
                }
            }
        case .postgres(let server, let database):
            return try await server.query(sql, database: database).split(separator: "\n").map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            }
        }
    }
}
