import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// A token bucket as it stands now.
struct Bucket {
    var key: String
    let limit: RateLimit
    var tokens: Double
    var noticedAt: Date?

    /// How long until there is a token; nil where there is one. In whole milliseconds, rounded up.
    var wait: Duration? {
        // Adding up what comes in every millisecond may fall short of one by a rounding error.
        if tokens >= 1 - 1e-9 { return nil }
        guard limit.count > 0 else { return limit.window }
        return .milliseconds(Int64((refill(of: 1 - tokens) * 1000).rounded(.up)))
    }

    /// How long a part of it takes to come in, in seconds.
    func refill(of tokens: Double) -> Double {
        tokens / Double(max(limit.count, 1)) * limit.window.seconds
    }
}

extension StoreTransaction {
    enum LimitKey {
        static func user(_ user: UserID, _ channel: String) -> String { "user:\(channel):\(user)" }
        static func channel(_ channel: String) -> String { "channel:\(channel)" }
        static func address(_ address: String, _ channel: String) -> String { "address:\(channel):\(address)" }
    }

    /// The buckets from which a turn draws. A user who is not known yet has drawn nothing.
    func buckets(forTurnOf user: UserID?, _ intake: Intake) throws -> [Bucket] {
        var buckets: [Bucket] = []
        if let limit = intake.limits.user {
            let key = user.map { LimitKey.user($0, intake.channel) }
            buckets.append(try bucket(key, limit, now: intake.now))
        }
        if let limit = intake.limits.channel {
            buckets.append(try bucket(LimitKey.channel(intake.channel), limit, now: intake.now))
        }
        return buckets
    }

    /// An empty key stands for a user who is about to get a row.
    func bucket(_ key: String?, _ limit: RateLimit, now: Date) throws -> Bucket {
        var bucket = Bucket(key: key ?? "", limit: limit, tokens: Double(limit.count))
        guard let key, let row = try db.row(LimitStatement.bucket, [key]), let updated = Timestamp.date(row[1]) else {
            return bucket
        }
        let elapsed = max(0, now.timeIntervalSince(updated))
        let window = limit.window.seconds
        let refilled = window > 0 ? elapsed / window * Double(limit.count) : Double(limit.count)
        bucket.tokens = min(Double(limit.count), (row[0] as Double) + refilled)
        bucket.noticedAt = (row[2] as String?).flatMap(Timestamp.date)
        return bucket
    }

    /// Takes a token of each.
    func draw(from buckets: [Bucket], for user: UserID, _ intake: Intake) throws {
        for bucket in buckets {
            let key = bucket.key.isEmpty ? LimitKey.user(user, intake.channel) : bucket.key
            let tokens = bucket.tokens - 1
            let full = intake.now.addingTimeInterval(bucket.refill(of: Double(bucket.limit.count) - tokens))
            try db.run(
                LimitStatement.draw, [key, tokens, Timestamp.text(intake.now), Timestamp.text(full)])
        }
    }

    /// Tells somebody absent that they ask too often, in their lane's order, once a window.
    func giveNotice(to row: InboxEntry, turn: TurnID, _ intake: Intake) throws {
        guard let text = intake.limits.notice?.storable, !text.isEmpty,
            let limit = intake.limits.user ?? intake.limits.channel
        else { return }
        let bucket = try bucket(LimitKey.user(row.user, intake.channel), limit, now: intake.now)
        if let last = bucket.noticedAt, intake.now < last.after(limit.window) { return }
        let now = Timestamp.text(intake.now)
        try db.run(
            LimitStatement.notice,
            [bucket.key, bucket.tokens, now, Timestamp.text(intake.now.after(limit.window)), now])
        let reply = OutgoingReply(
            channel: row.channel, lane: row.lane, address: row.address, context: row.replyContext, user: row.user,
            conversation: nil, turn: turn, inReplyTo: row.messageID, body: .text(text))
        _ = try insert(reply, taking: false, now: intake.now)
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}

extension Date {
    func after(_ duration: Duration) -> Date { addingTimeInterval(duration.seconds) }
}
