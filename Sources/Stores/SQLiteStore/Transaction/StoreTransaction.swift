import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// What one call does within a transaction. Its extensions hold the steps, by topic.
struct StoreTransaction {
    let db: Database
    let epoch: Int64
    /// What each user may use a day.
    var budget: DailyBudget?

    /// The turn that this process is running, if the claim still holds. Whoever began it later has raised `attempts`.
    func running(_ id: TurnID, attempt: Int? = nil) throws -> InboxRow {
        guard let row = try turn(id), row.state == .running, row.owner == epoch,
            attempt == nil || row.attempts == attempt
        else { throw StoreError(.fenced, "turn \(id) is no longer this process's to end") }
        return row
    }

    func turn(_ id: TurnID) throws -> InboxRow? {
        try db.row(TurnStatement.byID, [id.rawValue]).map(InboxRow.init)
    }

    /// Whether something that waits for a time may go on.
    static func isDue(_ notBefore: String?, at now: Date) -> Bool {
        guard let notBefore else { return true }
        return notBefore <= Timestamp.text(now)
    }
}
