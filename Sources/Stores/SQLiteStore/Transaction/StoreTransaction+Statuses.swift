import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// Enough, where a platform takes a reply and then says each time that it failed.
    private static let mostAttempts = 30

    /// A status of a reply. Duplicates, and those of an earlier attempt, change nothing.
    func note(_ status: DeliveryStatus, channel: String, now: Date) throws -> IntakeOutcome {
        let platformID = status.platformID.storable
        guard let reply = try find(status.reply, platformID, channel: channel) else {
            return .noted(dueReplies: false)
        }
        var hasFailed = false
        let hasChanged: Bool
        switch status.state {
        case .sent: hasChanged = try arrive(.sent, reply, platformID, now: now)
        case .delivered: hasChanged = try arrive(.delivered, reply, platformID, now: now)
        case .read: hasChanged = try arrive(.read, reply, platformID, now: now)
        case .failed:
            hasFailed = try fail(status.error ?? .unexplained, reply, platformID, now: now)
            // While it is being sent, nothing may be sent that could not before.
            hasChanged = hasFailed && reply.state != "sending"
        }
        guard hasChanged, let head = try db.row(ReplyStatement.laneHead, [channel, reply.lane]) else {
            return .noted(dueReplies: false, hasFailed: hasFailed)
        }
        return .noted(dueReplies: head[1] == "pending" && Self.isDue(head[2], at: now), hasFailed: hasFailed)
    }

    private func arrive(_ report: Report, _ reply: Reported, _ platformID: String, now: Date) throws -> Bool {
        let isEarlier = reply.attempt.map { $0 < reply.attempts } ?? false
        switch reply.state {
        case "sending":
            // A failure may be that of an earlier send.
            let last = reply.reported?.isArrival == false && reply.attempt == nil ? nil : reply.reported
            if isEarlier || !isNews(report, after: last) { return false }
            try db.run(
                StatusStatement.report,
                [report.rawValue, JSONArray.text([platformID]), Timestamp.text(now), reply.id.rawValue])
            try remember(platformID, of: reply)
            // Nothing may be sent that could not before.
            return false
        case "pending", "dead":
            // A send of unknown outcome: an id that is known belongs to one that has failed since.
            if reply.attempt != nil || reply.attempts == 0 { return false }
            try db.run(
                StatusStatement.settle,
                [
                    report.rawValue, platformID.isEmpty ? nil : JSONArray.text([platformID]), Timestamp.text(now),
                    reply.id.rawValue,
                ])
            try remember(platformID, of: reply)
            return true
        default:
            if isEarlier || !isNews(report, after: Report(rawValue: reply.state)) { return false }
            try db.run(StatusStatement.settle, [report.rawValue, nil, Timestamp.text(now), reply.id.rawValue])
            return false
        }
    }

    /// Whether it is news of the latest send.
    private func fail(_ error: ChannelError, _ reply: Reported, _ platformID: String, now: Date) throws -> Bool {
        let (report, time) = try consequence(of: error, reply, now: now)
        let isTaken = error.retry == .fallback && report == .dead && !reply.usesFallback
        let recorded = ErrorColumns(
            isTaken
                ? .fallbackTaken
                : RecordedError(
                    code: error.code.rawValue, kind: error.kind.rawValue, message: error.message,
                    retryAfter: error.retryAfter, detail: error.detail))
        let stamp = Timestamp.text(now)
        switch reply.state {
        case "sending":
            if let attempt = reply.attempt, attempt < reply.attempts { return false }
            if let earlier = reply.reported, earlier != .sent, earlier.isArrival || reply.attempt != nil {
                return false
            }
            let arguments: StatementArguments = [
                report.rawValue, JSONArray.text([platformID]), time.map(Timestamp.text),
            ]
            try db.run(
                StatusStatement.reportFailure, arguments + recorded.arguments + [stamp, reply.id.rawValue])
            try remember(platformID, of: reply)
            return true
        case "pending" where reply.attempt == nil && reply.attempts > 0,
            "sent" where reply.attempt == reply.attempts || !reply.hasPlatformIDs && reply.attempt == nil:
            let arguments: StatementArguments = [
                report == .dead ? "dead" : "pending", time.map(Timestamp.text),
                report == .fallback || reply.usesFallback,
            ]
            try db.run(StatusStatement.fail, arguments + recorded.arguments + [stamp, reply.id.rawValue])
            try remember(platformID, of: reply)
            return true
        default:
            return false
        }
    }

    private func consequence(of error: ChannelError, _ reply: Reported, now: Date) throws -> (Report, Date?) {
        return switch error.retry {
        case .never, .unknown: (.dead, nil)
        case .fallback: (try reply.usesFallback || hasFallenBackPart(reply.id) ? .dead : .fallback, nil)
        case .now, .after:
            // What keeps all replies from being sent is the fault of none of them.
            reply.attemptsSince < Self.mostAttempts || error.scope == .instance
                ? (.again, now.after(Self.wait(after: error, attempts: reply.attemptsSince))) : (.dead, nil)
        }
    }

    /// As long as the platform asks for, and from the second send on four times as long each time, up to five minutes: who
    /// read the status did not know how often the reply had been sent.
    private static func wait(after error: ChannelError, attempts: Int) -> Duration {
        let growing = attempts > 1 ? min(Duration.seconds(1 << (2 * min(attempts - 1, 5))), .seconds(300)) : .zero
        return max(error.retryAfter ?? .zero, growing)
    }

    /// What was reported while a reply was being sent, now that it is known what became of the send.
    func apply(_ report: Report, to id: ReplyID, now: Date) throws {
        if report.isArrival {
            try db.run(StatusStatement.settle, [report.rawValue, nil, Timestamp.text(now), id.rawValue])
        } else {
            try db.run(
                StatusStatement.applyFailure,
                [report == .dead ? "dead" : "pending", report == .fallback, Timestamp.text(now), id.rawValue])
        }
    }

    /// States only go forward.
    private func isNews(_ report: Report, after earlier: Report?) -> Bool {
        guard let earlier else { return true }
        guard let rank = report.rank, let last = earlier.rank else { return false }
        return rank > last
    }

    private func remember(_ platformID: String, of reply: Reported) throws {
        if platformID.isEmpty || reply.attempt != nil { return }
        try db.run(
            StatusStatement.insertReceipt, [reply.channel, platformID, reply.id.rawValue, reply.attempts])
    }
}

extension ChannelError {
    /// A platform reports a failure and no reason.
    fileprivate static let unexplained = ChannelError(
        "delivery_failed", kind: .upstreamFailed, message: "The platform did not deliver the reply.")
}
