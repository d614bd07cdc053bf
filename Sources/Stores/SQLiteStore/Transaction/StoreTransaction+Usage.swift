import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func addUsage(_ usage: TurnCompletion.Usage?, of row: InboxRow, now: Date) throws {
        try db.run(
            UsageStatement.add,
            [
                row.user.rawValue, Self.day(now), row.channel, max(usage?.promptTokens ?? 0, 0),
                max(usage?.completionTokens ?? 0, 0),
            ])
    }

    /// The plan of a turn that begins now: where its user's budget is spent, the notice that says so.
    func planWithinBudget(_ plan: TurnPlan, of user: UserID, now: Date) throws -> TurnPlan {
        guard plan.asksModel, let budget, let used = try db.row(UsageStatement.ofDay, [user.rawValue, Self.day(now)])
        else { return plan }
        return budget.isSpent(prompt: used[0], completion: used[1]) ? .say(budget.notice.storable) : plan
    }

    /// The day of UTC, as it sorts.
    static func day(_ time: Date) -> String { String(Timestamp.text(time).prefix(10)) }
}
