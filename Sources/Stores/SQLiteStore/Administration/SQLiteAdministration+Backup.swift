public import BotStore
import Dispatch
import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SQLiteAdministration {
    /// Copies the store into a file that is not there yet, as it is at one instant, while a bot serves it or not. What is
    /// written meanwhile waits for nothing. Returns once the copy is whole, was looked through, and is on the disk.
    public func backUp(to path: String) async throws(StoreError) {
        try await connection.read { db in try Schema.requireCurrent(db) }
        let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [connection] in
                continuation.resume(
                    returning: Result { try Self.copy(connection.database, to: SQLiteFile(path: path)) }
                        .mapError { StoreError(sqlite: $0) })
            }
        }
        try result.get()
    }

    private static func copy(_ database: any DatabaseWriter, to file: SQLiteFile) throws {
        if file.exists { throw StoreError(.invalid, "\(file.path) is there already; a backup replaces no file") }
        // Under its own name only once it is whole.
        let partial = SQLiteFile(path: file.path + ".partial")
        try? FileManager.default.removeItem(atPath: partial.path)
        try partial.prepareFolder()
        do {
            // A read transaction: writers go on.
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [partial.path])
            }
            try check(partial)
            try SQLiteFile.makeDurable(partial.path)
            guard rename(partial.path, file.path) == 0 else {
                throw SQLiteFile.failure(opening: file.path, errno: errno)
            }
            try SQLiteFile.makeDurable(URL(fileURLWithPath: file.path).deletingLastPathComponent().path)
        } catch {
            try? FileManager.default.removeItem(atPath: partial.path)
            throw error
        }
    }

    /// A backup that cannot be read is none.
    private static func check(_ file: SQLiteFile) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let copy = try DatabaseQueue(path: file.path, configuration: configuration)
        defer { try? copy.close() }
        let word = try copy.read { db in try String.fetchOne(db, sql: "PRAGMA quick_check(1)") }
        if word != "ok" { throw StoreError(.corrupt, "the copy cannot be read: \(word ?? "no answer")") }
    }

    public func skipIDs(_ count: Int) async throws(StoreError) {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            // SQLite's own table of the last ids. One that has had no row yet has none in it.
            for table in ["users", "conversations", "messages", "inbox", "outbox"] {
                try db.execute(
                    sql: """
                        INSERT INTO sqlite_sequence (name, seq)
                        SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)
                        """, arguments: [table])
                try db.execute(
                    sql: "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", arguments: [max(count, 0), table])
            }
        }
    }
}

extension SQLiteFile {
    /// A file or a folder.
    fileprivate static func makeDurable(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw failure(opening: path, errno: errno) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw failure(opening: path, errno: errno) }
    }
}
