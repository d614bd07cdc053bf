import GRDB

/// What replies need that are sent again by hand, or in parts.
///
/// `attempts_before` and `uncertain_before` are what was counted when an operator last asked for a reply again: limits
/// hold for what came since. By `outbox_fallbacks` the parts of a reply know of each other's way.
enum Migration0003 {
    static func run(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE outbox ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE outbox ADD COLUMN uncertain_before INTEGER NOT NULL DEFAULT 0;

                CREATE INDEX outbox_fallbacks ON outbox (turn_id, channel, lane) WHERE uses_fallback = 1;
                """)
    }
}
