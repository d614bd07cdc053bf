import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// What ended without an answer counts as no turn.
    func addUsage(_ usage: TurnCompletion.Usage?, of row: InboxRow, isAnswer: Bool, now: Date) throws {
        try db.run(
            UsageStatement.add,
            [
                row.user.rawValue, Self.day(now), row.channel, isAnswer ? 1 : 0, max(usage?.promptTokens ?? 0, 0),
                max(usage?.completionTokens ?? 0, 0),
            ])
    }

    func usage(of user: UserID, now: Date) throws -> (prompt: Int, completion: Int) {
        guard let used = try db.row(UsageStatement.ofDay, [user.rawValue, Self.day(now)]) else { return (0, 0) }
        return (used[0], used[1])
    }

    /// A guest's usage becomes the user's whom the guest turns out to be. Of what the guest had taken over themselves only
    /// so much as the user has not used: it may have been theirs.
    func moveUsage(of guest: UserID, to user: UserID, now: Date) throws {
        if let carried = try db.row(UsageStatement.carried, [guest.rawValue, Self.day(now)]) {
            let used = try usage(of: user, now: now)
            try carry(
                prompt: max((carried[0] as Int) - used.prompt, 0),
                completion: max((carried[1] as Int) - used.completion, 0), to: user, now: now)
        }
        try db.run(UsageStatement.move, [guest.rawValue, user.rawValue])
        try db.run(UsageStatement.delete, [guest.rawValue])
    }

    /// What counts for a budget, and in no report: it stands there already.
    func carry(prompt: Int, completion: Int, to user: UserID, now: Date) throws {
        guard prompt > 0 || completion > 0 else { return }
        try db.run(UsageStatement.carry, [user.rawValue, Self.day(now), prompt, completion])
    }

    /// The plan of a turn that begins now: where its user's budget is spent, the notice that says so.
    func planWithinBudget(_ plan: TurnPlan, of user: UserID, now: Date) throws -> TurnPlan {
        guard plan.asksModel, let budget else { return plan }
        let used = try usage(of: user, now: now)
        return budget.isSpent(prompt: used.prompt, completion: used.completion)
            ? .say(budget.notice.storable) : plan
    }

    /// The day of UTC, as it sorts.
    static func day(_ time: Date) -> String { String(Timestamp.text(time).prefix(10)) }
}
