import BotStore
import GRDB

/// The schema's versions, one migration each. A released migration is never changed; a new one is added.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 first tables", migrate: Migration0001.run)
        migrator.registerMigration("0002 nobody waits", migrate: Migration0002.run)
        migrator.registerMigration("0003 again and in parts", migrate: Migration0003.run)
        migrator.registerMigration("0004 by hand", migrate: Migration0004.run)
        migrator.registerMigration("0005 accounts", migrate: Migration0005.run)
        migrator.registerMigration("0006 people at the counter", migrate: Migration0006.run)
        migrator.registerMigration("0007 changing hands", migrate: Migration0007.run)
        return migrator
    }

    /// The version that this program needs.
    static var needed: Int { migrator.migrations.count }

    /// The version that the database has; zero where it has none.
    static func current(_ db: Database) throws -> Int {
        guard try db.tableExists("grdb_migrations") else { return 0 }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
    }

    static func refuseNewer(_ db: Database) throws {
        let current = try current(db)
        if try current > needed || migrator.hasBeenSuperseded(db) {
            throw StoreError(
                .schema,
                "the database has schema version \(current), this program knows \(needed); use the newer program")
        }
    }

    static func requireCurrent(_ db: Database) throws {
        try refuseNewer(db)
        let current = try current(db)
        if current < needed {
            throw StoreError(
                .schema,
                current == 0
                    ? "the database has no schema yet; `bot db init` makes it"
                    : "the database has schema version \(current), this program needs \(needed); run `bot db init`")
        }
    }
}
