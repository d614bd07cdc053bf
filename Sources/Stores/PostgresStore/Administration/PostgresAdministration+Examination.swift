public import BotStore
import PostgresClient

import struct Foundation.Date

extension PostgresAdministration: StoreExamining {
    public func examine() async throws(StoreError) -> StoreExamination {
        let sent = Date()
        let row = try await rows(Self.examination, []).first
        let received = Date()
        let isStandby = try row?.flag(2) ?? false
        let isReadOnly = try row?.flag(3) ?? false
        var obstacle: String?
        if isStandby {
            obstacle = "it is a standby; connect to the primary"
        } else if isReadOnly {
            obstacle = "its transactions are read-only"
        } else if try await Schema.current(pool) > 0, try await !mayWrite() {
            obstacle = "its user may not write the tables; grant it"
        }
        let middle = sent.addingTimeInterval(received.timeIntervalSince(sent) / 2)
        return StoreExamination(
            product: "PostgreSQL \(try row?.text(0) ?? "")", clock: try row?.time(1).map { ($0, middle) },
            obstacle: obstacle)
    }

    private func mayWrite() async throws(StoreError) -> Bool { try await rows(Self.rights, []).first?.flag(0) ?? false }

    private static let examination = PostgresStatement(
        name: "ck_examination",
        sql: """
            SELECT current_setting('server_version'), clock_timestamp(), pg_is_in_recovery(),
                current_setting('transaction_read_only') = 'on'
            """)

    // One by one: of a list of privileges in one call any will do.
    private static let rights = PostgresStatement(
        name: "ck_rights",
        sql: """
            SELECT bool_and(has_table_privilege(name, privilege))
            FROM unnest(ARRAY['users', 'inbox', 'outbox', 'messages', 'conversations']) AS name,
                unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
            """)
}
