import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func openSession(
        of user: UserID, _ session: NewSession, preferring preferred: ConversationID?, now: Date
    ) throws -> SessionOpening {
        let conversation = try sessionConversation(of: user, on: session.channel, preferring: preferred, now: now)
        let time = Timestamp.text(now)
        let id = SessionID(
            try db.insert(
                SessionStatement.insert,
                [
                    user.rawValue, session.channel, conversation.rawValue, session.familyHash, session.tokenHash, time,
                    time, Timestamp.text(session.expiresAt),
                ]))
        return SessionOpening(user: user, conversation: conversation, session: id)
    }

    func openSession(
        of user: UserID, _ session: NewSession, expecting hash: String, rehashed: String?, forgiving: [String],
        now: Date
    ) throws -> SessionOpening? {
        guard let account = try account(user), account.passwordHash == hash else { return nil }
        if let rehashed { try db.run(AccountStatement.rehash, [rehashed, user.rawValue]) }
        for key in forgiving { try db.run(AccountStatement.forget, [key]) }
        return try openSession(of: user, session, preferring: nil, now: now)
    }

    func rotate(_ rotation: SessionRotation, now: Date) throws -> RotationOutcome {
        guard let row = try db.row(SessionStatement.byFamily, [rotation.familyHash]),
            row[2] == rotation.channel
        else { return .unknown }
        let (session, user) = (SessionID(row[0]), UserID(row[1]))
        guard row[5] > Timestamp.text(now) else {
            try db.run(SessionStatement.end, [session.rawValue, user.rawValue])
            return .unknown
        }
        guard row[4] == rotation.tokenHash else {
            try db.run(SessionStatement.end, [session.rawValue, user.rawValue])
            return .reused(user)
        }
        let conversation = try sessionConversation(
            of: user, on: rotation.channel, preferring: ConversationID(row[3]), now: now)
        try db.run(
            SessionStatement.rotate,
            [
                rotation.newTokenHash, conversation.rawValue, Timestamp.text(now),
                Timestamp.text(rotation.expiresAt), session.rawValue,
            ])
        return .rotated(SessionOpening(user: user, conversation: conversation, session: session))
    }

    func endSession(_ credential: Credential, of user: UserID, now: Date) throws {
        if let session = credential.session {
            try db.run(SessionStatement.end, [session.rawValue, user.rawValue])
        } else {
            try db.run(AccountStatement.endTokens, [Timestamp.text(credential.revocation(at: now)), user.rawValue])
        }
    }

    /// The one that is wanted, if it is theirs still; else their newest on the instance, else a new one.
    private func sessionConversation(
        of user: UserID, on channel: String, preferring preferred: ConversationID?, now: Date
    ) throws -> ConversationID {
        if let preferred, try conversation(preferred, of: user, channel: channel) != nil { return preferred }
        if let row = try db.row(AccountStatement.newestConversation, [user.rawValue, channel]) {
            return ConversationID(row[0])
        }
        return try insertStartedConversation(channel: channel, user: user, now: now)
    }

    /// Draws from every bucket, or from none where one is empty.
    func attempt(_ limits: [AttemptLimit], now: Date) throws -> Duration? {
        let buckets = try limits.map { try bucket($0.key, $0.limit, now: now) }
        if let wait = buckets.compactMap(\.wait).max() { return wait }
        for bucket in buckets { try draw(from: bucket, now: now) }
        return nil
    }

    func draw(from bucket: Bucket, now: Date) throws {
        let tokens = bucket.tokens - 1
        let full = now.addingTimeInterval(bucket.refill(of: Double(bucket.limit.count) - tokens))
        try db.run(LimitStatement.draw, [bucket.key, tokens, Timestamp.text(now), Timestamp.text(full)])
    }
}
