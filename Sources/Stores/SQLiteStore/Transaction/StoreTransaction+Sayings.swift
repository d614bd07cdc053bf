import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// Puts an operator's words into a conversation and into the outbox.
    func say(_ text: String, in id: ConversationID, now: Date) throws -> OperatorSaying {
        guard let row = try db.row(PauseStatement.reached, [id.rawValue]) else { return .notFound }
        if row[2] { return .finished }
        if row[7] { return .optedOut }
        guard let place = Place(row) else { return .unreachable }
        let text = text.storable
        let stamp = Timestamp.text(now)
        let message = MessageID(try db.insert(PauseStatement.insertSaying, [id.rawValue, text, stamp]))
        try db.run(ConversationStatement.touch, [stamp, id.rawValue])
        var reply = OutgoingReply(
            channel: row[0], lane: place.lane, address: place.address, context: row[5], user: UserID(row[6]),
            conversation: id, turn: TurnID(0), inReplyTo: nil,
            body: .answer(TurnAnswer(text: text, message: message, conversation: id)))
        reply.mayQuote = false
        _ = try insert(reply, taking: false, now: now)
        return .said(message, ReplyID(db.lastInsertedRowID))
    }

    /// Where a conversation's replies go: where the last one went, or what its key says.
    private struct Place {
        var lane: String
        var address: String

        init?(_ row: Row) {
            if let lane: String = row[3], let address: String = row[4] {
                (self.lane, self.address) = (lane, address)
                return
            }
            let key: String = row[1]
            guard key.hasPrefix("a:") || key.hasPrefix("s:") else { return nil }
            lane = String(key.dropFirst(2))
            address = lane
        }
    }
}
