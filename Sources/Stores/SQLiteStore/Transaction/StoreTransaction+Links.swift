import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func keepLinkCode(
        _ codeHash: String, for user: UserID, expiresAt: Date, most: Int, now: Date
    ) throws -> Bool {
        try db.run(LinkStatement.deleteCodesOver, [Timestamp.text(now), 100])
        try db.run(
            LinkStatement.insertCode,
            [codeHash, user.rawValue, Timestamp.text(now), Timestamp.text(expiresAt)])
        guard db.changesCount > 0 else { return false }
        try db.run(LinkStatement.deleteOldCodes, [user.rawValue, most])
        return true
    }

    /// What a message with a code comes to: the text that answers it, and whose the message is from now on.
    func obey(
        _ attempt: LinkAttempt, from user: UserID, _ sender: Sender, _ intake: Intake
    ) throws -> (said: String, user: UserID) {
        guard case .identity = sender, let own = try account(user) else { return (attempt.texts.unavailable, user) }
        guard own.record.isGuest else { return (attempt.texts.linkedAlready, user) }
        let bucket = try bucket("link:\(intake.channel):\(user)", attempt.limit, now: intake.now)
        if bucket.wait != nil { return (attempt.texts.limited, user) }
        guard let row = try db.row(LinkStatement.code, [attempt.codeHash, Timestamp.text(intake.now)]) else {
            try draw(from: bucket, now: intake.now)
            return (attempt.texts.wrong, user)
        }
        let target = UserID(row[0])
        try db.run(LinkStatement.deleteCode, [attempt.codeHash])
        try move(user, to: target, now: intake.now)
        return (attempt.texts.linked, target)
    }

    /// Makes a guest somebody whom the bot knows: all that was the guest's is theirs. The guest's lanes stay where they are,
    /// so that nothing that is under way is overtaken.
    private func move(_ guest: UserID, to user: UserID, now: Date) throws {
        try db.run(LinkStatement.moveIdentities, [Timestamp.text(now), guest.rawValue, user.rawValue])
        for statement in [LinkStatement.moveConversations, .moveInbox, .moveOutbox, .moveSayings, .inherit] {
            try db.run(statement, [guest.rawValue, user.rawValue])
        }
        try moveUsage(of: guest, to: user, now: now)
        try db.run(SessionStatement.endAll, [guest.rawValue])
        try db.run(LinkStatement.deleteCodes, [guest.rawValue])
        try db.run(AccountStatement.delete, [guest.rawValue])
    }

    func links(of user: UserID) throws -> [LinkRecord] {
        var links: [LinkRecord] = []
        for row in try db.rows(LinkStatement.ofUser, [user.rawValue]) {
            guard let date = Timestamp.date(row[3]) else { throw StoreError.corrupt("an identity") }
            let id = LinkID(channel: row[0], lane: row[1])
            if links.last?.id == id {
                links[links.count - 1].names.append(row[2])
            } else {
                links.append(LinkRecord(id: id, names: [row[2]], linkedAt: date))
            }
        }
        return links
    }

    func link(_ identity: LinkedIdentity, to user: UserID, now: Date) throws -> LinkOutcome {
        guard try account(user) != nil else { return .userNotFound }
        let place: StatementArguments = [identity.channel, identity.scope.storable, identity.id.storable]
        guard let row = try db.row(LinkStatement.identity, place) else {
            let time = Timestamp.text(now)
            try db.run(LinkStatement.insertIdentity, place + [user.rawValue, time, time])
            return .linked
        }
        let owner = UserID(row[0])
        if owner == user { return .linkedAlready }
        guard try account(owner)?.record.isGuest == true else { return .taken }
        try move(owner, to: user, now: now)
        return .linked
    }

    func unlink(_ link: LinkID, of user: UserID, now: Date) throws -> Bool {
        let rows = try db.rows(LinkStatement.scopesOfLink, [user.rawValue, link.channel, link.lane])
        guard let first = rows.first, let account = try account(user) else { return false }
        let guest = UserID(
            try db.insert(
                UserStatement.insert,
                [nil, nil, nil, (first[2] as String?) ?? account.record.origin, Timestamp.text(now)]))
        for row in rows {
            let scope = SenderScope.identity(Identity(scope: row[0], id: row[1]), named: row[1])
            try db.run(
                LinkStatement.detachQueued, [user.rawValue, link.channel, row[3] as Int64, guest.rawValue, scope])
        }
        try db.run(LinkStatement.detachIdentities, [user.rawValue, link.channel, link.lane, guest.rawValue])
        try db.run(LinkStatement.closeConversations, [user.rawValue, link.channel])
        // Nobody has two budgets by taking a chat away.
        let used = try usage(of: user, now: now)
        try carry(prompt: used.prompt, completion: used.completion, to: guest, now: now)
        return true
    }
}
