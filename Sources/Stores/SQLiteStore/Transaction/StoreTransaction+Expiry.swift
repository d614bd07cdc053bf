import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// Oldest first, by the table's own order: what it costs does not depend on how much is kept.
    func expireMessages(before: Date, after: MessageID?, limit: Int) throws -> ExpiredMessages {
        guard limit > 0 else { return ExpiredMessages(next: nil) }
        let bound = Timestamp.text(before)
        let open = Set(try db.rows(ExpiryStatement.open, []).map { $0[0] as Int64 })
        let page = try db.rows(ExpiryStatement.page, [after?.rawValue ?? 0, limit])
        var conversations: [Int64] = []
        var expired = ExpiredMessages(next: nil)
        var isOldest = false
        for row in page where (row[2] as String) < bound {
            isOldest = true
            if row[3] || open.contains(row[1]) { continue }
            try db.run(ExpiryStatement.deleteMessage, [row[0] as Int64])
            expired.messages += 1
            if conversations.last != row[1] { conversations.append(row[1]) }
        }
        if isOldest, page.count == limit { expired.next = page.last.map { MessageID($0[0]) } }
        try expire(conversations, before: bound, &expired)
        return expired
    }

    private func expire(_ conversations: [Int64], before bound: String, _ expired: inout ExpiredMessages) throws {
        var waiting = conversations
        var users: Set<Int64> = []
        while let id = waiting.popLast() {
            guard let row = try db.row(ExpiryStatement.deleteConversation, [id, bound]) else { continue }
            expired.conversations += 1
            users.insert(row[0])
            // The one that it followed was kept for its sake.
            let key: String = row[1]
            if key.hasPrefix("s:"), let first = Int64(key.dropFirst(2)), first != id { waiting.append(first) }
        }
        for user in users {
            try db.run(ExpiryStatement.deleteUser, [user, bound])
            expired.users += db.changesCount
        }
    }
}
