import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// As many messages as join one turn at a time. Those behind them have the next one.
    private static let mostMerged = 100

    /// Takes what waits behind a turn into it: in order, up to the first message that cannot share the turn.
    func merge(behind head: InboxRow, into conversation: ConversationID, now: Date) throws -> [String] {
        let waiting = try db.rows(
            MergeStatement.behind, [head.channel, head.lane, head.laneNumber, Self.mostMerged])
        var contents: [String] = []
        for id in waiting {
            guard let row = try turn(TurnID(id[0])), row.isMergeable, row.target == nil, row.attempts == 0,
                !row.isByHand, row.question == nil, row.user == head.user, row.conversationKey == head.conversationKey
            else { break }
            let question = try insertQuestion(row.content, row.plan, in: conversation, now: now)
            try db.run(
                MergeStatement.join,
                [head.id.rawValue, conversation.rawValue, question.rawValue, Timestamp.text(now), row.id.rawValue])
            contents.append(row.content)
        }
        return contents
    }

    func newestMerged(into turn: TurnID) throws -> MergedMessage? {
        try db.row(MergeStatement.newestMember, [turn.rawValue]).map { row in
            MergedMessage(id: row[0], address: ReplyAddress(chat: ChatAddress(row[1]), context: row[2]))
        }
    }

    /// What an earlier attempt of a turn had taken in. What an operator asks for again is asked where its turn is now.
    func contents(mergedInto row: InboxRow, in conversation: ConversationID, now: Date) throws -> [String] {
        try db.rows(MergeStatement.members, [row.id.rawValue]).map { member in
            let (id, content): (Int64, String) = (member[0], member[1])
            if (member[2] as Int64?) == nil {
                let question = try insertQuestion(content, row.plan, in: conversation, now: now)
                try db.run(MergeStatement.moveQuestion, [conversation.rawValue, question.rawValue, id])
            }
            return content
        }
    }
}
