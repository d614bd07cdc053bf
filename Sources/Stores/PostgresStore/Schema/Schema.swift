import BotStore
import PostgresClient

/// The schema's versions. A released one is never changed; a new one is added, which only expands what is there: tables
/// and columns that an older program may leave alone, and functions, under new names or with the same parameters and
/// answers. What nobody needs any more is removed by the version after that.
enum Schema {
    private static let versions = [
        SchemaVersion1.parts, SchemaVersion2.parts, SchemaVersion3.parts, SchemaVersion4.parts,
        SchemaVersion5.parts, SchemaVersion6.parts,
    ]

    /// The version that this program needs.
    static var needed: Int { versions.count }

    /// Any constant: whoever creates or upgrades a schema of ours takes this advisory lock.
    private static let lock = 4_851_920_011

    /// So often a migration is made again that was in somebody's way: others work on the database meanwhile.
    private static let mostRaces = 20

    /// And so often one that waited for a table which somebody else holds, as a backup does. In between is whoever has
    /// queued up behind it.
    private static let mostWaits = 240

    /// How functions on the way of a message are planned, by their names: see `SchemaVersion1`. To be said again of one that is
    /// replaced.
    static func plans(of functions: [String]) -> String {
        functions.flatMap { name in
            ["enable_seqscan = off", "enable_bitmapscan = off", "jit = off", "plan_cache_mode = force_generic_plan"]
                .map { "ALTER FUNCTION \(name) SET \($0);" }
        }.joined(separator: "\n")
    }

    /// Creates or upgrades the schema. One transaction, and only one process at a time: the others find it done.
    ///
    /// - Parameter version: The one to stop at, for whoever tries how two of them get on.
    static func migration(to version: Int = needed) -> String {
        let steps = versions.prefix(version).enumerated().map { index, parts in
            """
            IF NOT EXISTS (SELECT 1 FROM channelkit_schema WHERE version = \(index + 1)) THEN
                EXECUTE $migration$
            \(parts.joined(separator: "\n\n"))
            $migration$;
                INSERT INTO channelkit_schema (version, applied_at) VALUES (\(index + 1), now());
            END IF;
            """
        }
        return """
            BEGIN;
            SELECT pg_advisory_xact_lock(\(lock));
            SET LOCAL lock_timeout = '2s';
            CREATE TABLE IF NOT EXISTS channelkit_schema (
                version integer PRIMARY KEY, applied_at timestamptz NOT NULL
            );
            DO $steps$
            BEGIN
            \(steps.joined(separator: "\n"))
            END
            $steps$;
            COMMIT;
            """
    }

    static let version = PostgresStatement(
        name: "ck_schema_version",
        sql: "SELECT coalesce(max(version), 0) FROM channelkit_schema")

    static let exists = PostgresStatement(
        name: "ck_schema_exists", sql: "SELECT to_regclass('channelkit_schema') IS NOT NULL")

    /// The version that the database has; zero where it has none.
    static func current(_ pool: PostgresPool) async throws(StoreError) -> Int {
        do {
            guard try await pool.run([PostgresQuery(exists)])[0].first?.bool(0) == true else { return 0 }
            return Int(try await pool.run([PostgresQuery(version)])[0].first?.int(0) ?? 0)
        } catch {
            throw StoreError(postgres: error)
        }
    }

    /// A newer schema that is the next one may be worked on: it has all that this program needs. One that is newer still
    /// has lost some of it.
    static func require(_ current: Int) throws(StoreError) {
        if current > needed + 1 {
            throw StoreError(
                .schema,
                "the database has schema version \(current), this program knows \(needed); use the newer program")
        }
        if current < needed {
            throw StoreError(
                .schema,
                current == 0
                    ? "the database has no schema yet; `bot db init` makes it"
                    : "the database has schema version \(current), this program needs \(needed); run `bot db init`")
        }
    }

    static func migrate(_ pool: PostgresPool) async throws(StoreError) {
        let version = try await current(pool)
        if version >= needed { try require(version) } else { try await run(migration(), on: pool) }
        // Whatever process has made the schema may have ended before this.
        try await run("SELECT ck5_note_sharing()", on: pool)
    }

    private static func run(_ script: String, on pool: PostgresPool) async throws(StoreError) {
        var (races, waits) = (0, 0)
        while true {
            do {
                return try await pool.script(script)
            } catch {
                if error.isRace, races < mostRaces {
                    // Of a deadlock with a turn the server ends one, and then nothing of it has happened.
                    races += 1
                    try? await Task.sleep(for: .milliseconds(Int.random(in: 1...20)))
                } else if error.isLockTimeout, waits < mostWaits, !Task.isCancelled {
                    waits += 1
                    try? await Task.sleep(for: .milliseconds(min(waits, 5) * 1000 + Int.random(in: 0...500)))
                } else {
                    throw StoreError(postgres: error)
                }
            }
        }
    }
}
