import GRDB

/// What operators' commands need.
///
/// A question that is asked again by hand goes from where it stood: whether a reply refers to the row is looked up in the
/// outbox, by an index. `by_operators` is by how much they have changed what is pending since the bot last looked.
enum Migration0004 {
    static func run(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX outbox_message ON outbox (message_id);

                INSERT INTO meta (key, value) VALUES ('by_operators', '0');
                """)
    }
}
