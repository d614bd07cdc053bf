import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func takeReplies(channels: [String], limit: Int, now: Date) throws -> [OutboxItem] {
        var items: [OutboxItem] = []
        for channel in channels where items.count < limit {
            let heads = try db.rows(
                ReplyStatement.sendableHeads, [channel, Timestamp.text(now), limit - items.count])
            for head in heads {
                if let item = try takeUnlessDamaged(ReplyID(head[0]), now: now) { items.append(item) }
            }
        }
        return items
    }

    func recordSend(_ id: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date) throws -> OutboxItem? {
        guard let row = try db.row(ReplyStatement.byID, [id.rawValue]), row[7] == "sending", row[8] == epoch else {
            throw StoreError(.fenced, "reply \(id) is no longer this process's to send")
        }
        let (channel, lane, attempts): (String, String, Int) = (row[1], row[2], row[6])
        let report = (row[18] as String?).flatMap(Report.init)
        switch outcome {
        case .sent(let platformIDs):
            var valid = report
            if report != nil, !platformIDs.isEmpty {
                // What was reported by another id is about an earlier send, whose outcome was unknown: that it failed
                // says nothing about this one.
                let reported = JSONArray.values((row[21] as String?) ?? "[]").first ?? ""
                let isOfThisSend = reported.isEmpty || platformIDs.contains(reported)
                if report?.isArrival == false, !isOfThisSend { valid = nil }
                try db.run(StatusStatement.disownReceipts, [id.rawValue, attempts])
            }
            try recordSent(
                id, platformIDs.map(\.storable), channel: channel, attempt: attempts, report: valid, now: now)
        case .retry(let time, let error, let counts):
            if try settled(id, by: report, now: now) { break }
            try recordUnsent(id, "pending", until: time, givingBack: !counts, error, now: now)
        case .fallback(let error):
            if try settled(id, by: report, now: now) { break }
            // A channel has one other way, and of a reply's parts one goes it.
            if row[17] {
                try recordUnsent(id, "dead", until: nil, error, now: now)
            } else if try hasFallenBackPart(id) {
                try recordUnsent(id, "dead", until: nil, .fallbackTaken, now: now)
            } else {
                try recordUnsent(id, "pending", until: nil, fallingBack: true, error, now: now)
            }
        case .dead(let error):
            if try settled(id, by: report, now: now) { break }
            try recordUnsent(id, "dead", until: nil, error, now: now)
        case .unknown(let time, let error):
            if let report {
                try apply(report, to: id, now: now)
            } else {
                try recordUnsent(id, "pending", until: time, isUncertain: true, error, now: now)
            }
        }
        while takingNext, let head = try db.row(ReplyStatement.laneHead, [channel, lane]), head[1] == "pending",
            Self.isDue(head[2], at: now)
        {
            if let item = try takeUnlessDamaged(ReplyID(head[0]), now: now) { return item }
        }
        return nil
    }

    func hasFallenBackPart(_ id: ReplyID) throws -> Bool {
        try db.row(ReplyStatement.fallenBackPart, [id.rawValue]) != nil
    }

    /// Of what a dead process was sending, what the platform has reported since is certain; the rest may have arrived.
    func takeOverReplies(_ takeover: ReplyTakeover, now: Date) throws {
        for row in try db.rows(ReplyStatement.abandoned, [epoch]) {
            let (id, channel, uncertain): (ReplyID, String, Int) = (ReplyID(row[0]), row[1], row[2])
            if let report = (row[3] as String?).flatMap(Report.init) {
                try apply(report, to: id, now: now)
            } else {
                let isLast = uncertain + 1 >= takeover.mostUncertain
                let time = now.after(takeover.waits[channel] ?? takeover.otherwise)
                try recordUnsent(
                    id, isLast ? "dead" : "pending", until: isLast ? nil : time, isUncertain: true, .cutOff, now: now)
            }
        }
    }

    private func recordSent(
        _ id: ReplyID, _ platformIDs: [String], channel: String, attempt: Int, report: Report?, now: Date
    ) throws {
        for platformID in platformIDs where !platformID.isEmpty {
            try db.run(StatusStatement.insertReceipt, [channel, platformID, id.rawValue, attempt])
        }
        if let report, !report.isArrival { return try apply(report, to: id, now: now) }
        try db.run(
            ReplyStatement.recordSent,
            [(report ?? .sent).rawValue, JSONArray.text(platformIDs), Timestamp.text(now), id.rawValue])
    }

    /// An earlier send of it, whose outcome was unknown, has turned out to have arrived.
    private func settled(_ id: ReplyID, by report: Report?, now: Date) throws -> Bool {
        guard let report, report.isArrival else { return false }
        try apply(report, to: id, now: now)
        return true
    }

    private func recordUnsent(
        _ id: ReplyID, _ state: String, until time: Date?, givingBack: Bool = false, isUncertain: Bool = false,
        fallingBack: Bool = false, _ error: RecordedError, now: Date
    ) throws {
        let arguments: StatementArguments = [
            state, time.map(Timestamp.text), givingBack ? 1 : 0, isUncertain ? 1 : 0, fallingBack,
        ]
        try db.run(
            ReplyStatement.recordUnsent,
            arguments + ErrorColumns(error).arguments + [Timestamp.text(now), id.rawValue])
    }

    /// A reply that cannot be read can never be sent: it becomes a dead letter, and its chat goes on.
    private func takeUnlessDamaged(_ id: ReplyID, now: Date) throws -> OutboxItem? {
        if let item = try unlessDamaged({ try take(id, now: now) }) { return item }
        try recordUnsent(id, "dead", until: nil, .damaged, now: now)
        return nil
    }

    private func take(_ id: ReplyID, now: Date) throws -> OutboxItem {
        try db.run(ReplyStatement.take, [epoch, Timestamp.text(now), id.rawValue])
        guard let row = try db.row(ReplyStatement.byID, [id.rawValue]) else { throw StoreError.corrupt("the outbox") }
        let body: Reply.Body
        if let failure = ErrorColumns(row, from: 10).error {
            body = .failure(failure.channelError)
        } else if let text: String = row[9] {
            body = .text(text)
        } else {
            throw StoreError.corrupt("a reply")
        }
        let reply = Reply(
            id: id, body: body, inReplyTo: row[5], conversation: (row[4] as Int64?).map { ConversationID($0) },
            attempt: row[6], quotesQuestion: row[16], usesFallback: row[17])
        return OutboxItem(
            channel: row[1], reply: reply, address: ReplyAddress(chat: ChatAddress(row[15]), context: row[3]),
            attempt: row[20], uncertain: row[19])
    }
}

extension RecordedError {
    static let fallbackTaken = RecordedError(
        code: "fallback_taken", kind: ChannelError.Kind.upstreamFailed.rawValue,
        message: "The channel's other way was taken for another part of this reply.")

    fileprivate static let cutOff = RecordedError(
        code: "send_cut_off", kind: ChannelError.Kind.upstreamTimeout.rawValue,
        message: "It is not known whether the reply was sent.", detail: "the process ended while it was being sent")
}
