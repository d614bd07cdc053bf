import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    struct OutgoingReply {
        enum Body {
            case answer(TurnAnswer)
            case failure(RecordedError)
        }

        var channel: String
        var chat: String
        var context: String?
        /// The turn whose end it tells.
        var turn: InboxRow
        var body: Body
    }

    /// Writes the reply that a caller is to get of a turn's end, if one is.
    ///
    /// Who collects comes for it. Who listens is told of a failure too; an absent one is sent an answer or nothing.
    func send(
        _ outcome: TurnOutcome, of turn: InboxRow, to caller: InboxRow, taking: Bool, now: Date,
        replies: inout [OutboxItem]
    ) throws {
        let body: OutgoingReply.Body
        switch (outcome, caller.caller) {
        case (.answered(let answer), .listens), (.answered(let answer), .absent): body = .answer(answer)
        case (.failed(let error), .listens): body = .failure(error)
        case (.cancelled, .listens): body = .failure(.cancelled)
        default: return
        }
        let reply = OutgoingReply(
            channel: caller.channel, chat: caller.lane, context: caller.replyContext, turn: turn, body: body)
        if let taken = try insert(reply, taking: taking, now: now) { replies.append(taken) }
    }

    /// Writes a reply. Returns it, taken, if that is asked for and no older one of the chat is still unsent.
    func insert(_ reply: OutgoingReply, taking: Bool, now: Date) throws -> OutboxItem? {
        let mayTake = try taking && db.row(ReplyStatement.chatHead, [reply.channel, reply.chat]) == nil
        var message: MessageID?
        var failure: RecordedError?
        let body: Reply.Body
        switch reply.body {
        case .answer(let answer):
            message = answer.message
            body = .text(answer.text)
        case .failure(let error):
            failure = error
            body = .failure(error.channelError)
        }
        let stamp = Timestamp.text(now)
        let arguments: StatementArguments = [
            reply.channel, reply.chat, reply.context, reply.turn.user.rawValue, reply.turn.conversation?.rawValue,
            reply.turn.id.rawValue, reply.turn.messageID, message?.rawValue,
        ]
        let id = try db.insert(
            ReplyStatement.insert,
            arguments + ErrorColumns(failure).arguments
                + [mayTake ? "sending" : "pending", mayTake ? 1 : 0, mayTake ? epoch : nil, stamp, stamp])
        guard mayTake else { return nil }
        return OutboxItem(
            channel: reply.channel,
            reply: Reply(
                id: ReplyID(id), body: body, inReplyTo: reply.turn.messageID, conversation: reply.turn.conversation),
            address: ReplyAddress(chat: ChatAddress(reply.chat), context: reply.context))
    }

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

    func recordSend(_ id: ReplyID, _ outcome: SendOutcome, now: Date) throws -> OutboxItem? {
        guard let row = try db.row(ReplyStatement.byID, [id.rawValue]), row[7] == "sending", row[8] == epoch else {
            throw StoreError(.fenced, "reply \(id) is no longer this process's to send")
        }
        let (channel, chat): (String, String) = (row[1], row[2])
        switch outcome {
        case .sent(let platformIDs):
            try db.run(
                ReplyStatement.recordSent,
                [JSONArray.text(platformIDs.map(\.storable)), Timestamp.text(now), id.rawValue])
        case .retry(let time, let error):
            try recordUnsent(id, "pending", until: time, uncertain: 0, error, now: now)
        case .dead(let error):
            try recordUnsent(id, "dead", until: nil, uncertain: 0, error, now: now)
        case .unknown(let time, let error):
            try recordUnsent(id, "pending", until: time, uncertain: 1, error, now: now)
        }
        while let head = try db.row(ReplyStatement.chatHead, [channel, chat]), head[1] == "pending",
            Self.isDue(head[2], at: now)
        {
            if let item = try takeUnlessDamaged(ReplyID(head[0]), now: now) { return item }
        }
        return nil
    }

    private func recordUnsent(
        _ id: ReplyID, _ state: String, until time: Date?, uncertain: Int, _ error: RecordedError, now: Date
    ) throws {
        let arguments: StatementArguments = [state, time.map(Timestamp.text), uncertain]
        try db.run(
            ReplyStatement.recordUnsent,
            arguments + ErrorColumns(error).arguments + [Timestamp.text(now), id.rawValue])
    }

    /// A reply that cannot be read can never be sent: it becomes a dead letter, and its chat goes on.
    private func takeUnlessDamaged(_ id: ReplyID, now: Date) throws -> OutboxItem? {
        if let item = try unlessDamaged({ try take(id, now: now) }) { return item }
        try recordUnsent(id, "dead", until: nil, uncertain: 0, .damaged, now: now)
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
            attempt: row[6])
        return OutboxItem(
            channel: row[1], reply: reply, address: ReplyAddress(chat: ChatAddress(row[2]), context: row[3]))
    }
}
