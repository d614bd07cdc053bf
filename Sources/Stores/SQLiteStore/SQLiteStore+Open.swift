public import BotStore

extension SQLiteStore {
    /// Opens a store to serve it, and takes over what a dead predecessor was working on.
    ///
    /// - Parameter migrate: Whether to create or upgrade the schema. If not, a schema that is missing or older is an
    ///   error, and a missing file stays missing.
    ///
    /// Throws `locked` where another process serves the file, `schema` where the schema is newer than this program,
    /// `corrupt` where the file is no SQLite database, `readOnly` and `unavailable` where it cannot be opened.
    public static func open(at location: SQLiteLocation, migrate: Bool) async throws(StoreError) -> SQLiteStore {
        let connection = try await SQLiteConnection.opening { () throws(StoreError) in
            switch location {
            case .memory:
                return try SQLiteConnection.memory()
            case .file(let path):
                let file = SQLiteFile(path: path)
                if !migrate { try file.requireExisting() }
                try file.prepareFolder()
                let lock = try OwnerLock(file: file)
                return try SQLiteConnection.file(file, lock: lock)
            }
        }
        do {
            if migrate {
                try await connection.migrate()
            } else {
                try await connection.read { db in try Schema.requireCurrent(db) }
            }
            let (installation, epoch) = try await connection.write { db in try StoreTransaction.takeOver(db) }
            return SQLiteStore(connection: connection, installation: installation, epoch: epoch)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Opens a file for operators, while a bot serves it or not.
    ///
    /// - Parameter migrate: Whether to create or upgrade the schema, which needs a file that no bot serves. If not, a
    ///   missing file stays missing and is shown as a store without a schema.
    public static func administer(
        _ path: String, migrate: Bool = false
    ) async throws(StoreError) -> SQLiteAdministration {
        let connection = try await SQLiteConnection.opening { () throws(StoreError) in
            let file = SQLiteFile(path: path)
            if !migrate && !file.exists { return try SQLiteConnection.memory() }
            try file.prepareFolder()
            return try SQLiteConnection.file(file, lock: nil)
        }
        let administration = SQLiteAdministration(connection: connection)
        do {
            if migrate {
                let version = try await administration.schemaVersion()
                if version.current != version.needed {
                    let lock = try OwnerLock(file: SQLiteFile(path: path))
                    defer { lock.release() }
                    try await connection.migrate()
                }
            }
            return administration
        } catch {
            await connection.close()
            throw error
        }
    }
}
