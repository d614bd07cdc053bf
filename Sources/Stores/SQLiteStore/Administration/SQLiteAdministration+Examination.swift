public import BotStore
import GRDB
import Glibc

extension SQLiteAdministration: StoreExamining {
    /// Has every index and the pages looked through quickly, and asks the system whether the file may be written.
    public func examine() async throws(StoreError) -> StoreExamination {
        let (version, file, fault) = try await connection.read { db in
            let file: String? = try Row.fetchOne(db, sql: "PRAGMA database_list")?["file"]
            return (
                try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
                file.flatMap { $0.isEmpty ? nil : $0 },
                try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "ok"
            )
        }
        if fault != "ok" { throw StoreError(.corrupt, "the database is damaged: \(fault.prefix(200))") }
        let isWritable = file.map { access($0, W_OK) == 0 } ?? true
        return StoreExamination(
            product: "SQLite \(version)", obstacle: isWritable ? nil : "its file may not be written", file: file)
    }
}
