import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// A reply that is to be written.
    struct OutgoingReply {
        enum Body {
            case answer(TurnAnswer)
            /// A text of its own, kept in the row.
            case text(String)
            case failure(RecordedError)
        }

        var channel: String
        /// What it is in order with.
        var lane: String
        /// Where it goes.
        var address: String
        var context: String?
        var user: UserID
        var conversation: ConversationID?
        var turn: TurnID
        var inReplyTo: String?
        var body: Body
        var mayQuote = true
        /// Whether other messages of the lane wait.
        var othersWait = false
    }

    /// Writes a reply. Returns it, taken, if that is asked for and no older one of the lane is still unsent.
    func insert(_ reply: OutgoingReply, taking: Bool, now: Date) throws -> OutboxItem? {
        let isFree = try db.row(ReplyStatement.laneHead, [reply.channel, reply.lane]) == nil
        let mayTake = taking && isFree
        let quotes = reply.mayQuote && (reply.othersWait || !isFree)
        var message: MessageID?
        var text: String?
        var failure: RecordedError?
        let body: Reply.Body
        switch reply.body {
        case .answer(let answer):
            message = answer.message
            body = .text(answer.text)
        case .text(let own):
            text = own
            body = .text(own)
        case .failure(let error):
            failure = error
            body = .failure(error.channelError)
        }
        let stamp = Timestamp.text(now)
        let place: StatementArguments = [
            reply.channel, reply.lane, reply.address, reply.context, reply.user.rawValue,
            reply.conversation?.rawValue, reply.turn.rawValue, reply.inReplyTo, message?.rawValue, text, quotes,
        ]
        let state: StatementArguments = [
            mayTake ? "sending" : "pending", mayTake ? 1 : 0, mayTake ? epoch : nil, stamp, stamp,
        ]
        let id = try db.insert(ReplyStatement.insert, place + ErrorColumns(failure).arguments + state)
        guard mayTake else { return nil }
        return OutboxItem(
            channel: reply.channel,
            reply: Reply(
                id: ReplyID(id), body: body, inReplyTo: reply.inReplyTo, conversation: reply.conversation,
                quotesQuestion: quotes),
            address: ReplyAddress(chat: ChatAddress(reply.address), context: reply.context))
    }
}

extension StoreTransaction.OutgoingReply {
    /// To one of those who wait for a turn's end, or would have.
    init(to caller: InboxRow, of turn: InboxRow, body: Body) {
        self.init(
            channel: caller.channel, lane: caller.lane, address: caller.address, context: caller.replyContext,
            user: turn.user, conversation: turn.conversation, turn: turn.id,
            inReplyTo: caller.messageID ?? caller.repeats ?? turn.messageID, body: body)
    }
}
