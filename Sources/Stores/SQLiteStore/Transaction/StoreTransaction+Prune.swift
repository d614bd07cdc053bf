import BotStore
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func prune(before: Date, limit: Int) throws -> Int {
        guard limit > 0 else { return 0 }
        let bound = Timestamp.text(before)
        let turns = try db.rows(PruneStatement.turns, [bound, limit])
        var newest = ""
        for row in turns {
            // A clock that runs ahead of ours makes nobody else's message an old one.
            let sentAt = min((row[2] as String?) ?? "", bound)
            newest = max(newest, row[1] as String, sentAt)
            if row[6] {
                try db.run(PruneStatement.note, [row[3] as Int64, row[4] as Int64?, row[5] as Int64?])
            }
            try db.run(PruneStatement.deleteTurn, [row[0] as Int64])
        }
        if !newest.isEmpty { try db.run(UpkeepStatement.forget, [newest]) }
        var count = turns.count
        if count < limit {
            try db.run(PruneStatement.deleteReplies, [bound, limit - count])
            count += db.changesCount
        }
        try db.run(LimitStatement.dropFull, [limit])
        count += db.changesCount
        try db.run(SessionStatement.deleteOver, [bound, limit])
        count += db.changesCount
        try db.run(LinkStatement.deleteCodesOver, [bound, limit])
        count += db.changesCount
        let oldest = before.addingTimeInterval(-Double(UsageRecord.keptDays) * 86_400)
        try db.run(UsageStatement.deleteOld, [Self.day(oldest), limit])
        return count + db.changesCount
    }
}
