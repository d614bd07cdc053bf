import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// A turn's end, as it is told to those who asked.
    struct Telling {
        var outcome: TurnOutcome
        /// The texts in which an answer is sent, where they are not the answer itself.
        var parts: [String] = []
        /// What somebody absent is told of a failure.
        var apology: String?
        /// Whether other messages of the lane wait.
        var othersWait = false
        var taking: Bool
        var now: Date
    }

    /// The place of a repetition has come: it gets its turn's answer, or waits for that turn alone.
    func give(
        _ listener: InboxRow, target: TurnID, taking: Bool, now: Date, ends: inout Ends
    ) throws {
        guard let row = try turn(target), let outcome = try outcome(of: target) else {
            throw StoreError.corrupt("a repetition")
        }
        try end(listener.id, as: .merged, outcome, now: now)
        if outcome != .pending { ends.count += 1 }
        try send(Telling(outcome: outcome, taking: taking, now: now), of: row, to: listener, ends: &ends)
    }

    /// Tells everyone who is sent a turn's end: its own caller, those of the messages merged into it, and the
    /// repetitions that wait for it alone. Of those who are absent only the last: to them it is one reply.
    func tell(_ telling: Telling, of row: InboxRow, ends: inout Ends) throws {
        var absent: InboxRow?
        if row.caller == .absent { absent = row } else { try send(telling, of: row, to: row, ends: &ends) }
        for follower in try db.rows(
            row.isMergeable ? MergeStatement.followers : MergeStatement.listeners, [row.id.rawValue])
        {
            let last = try tellFollower(telling, Follower(follower), of: row, ends: &ends)
            absent = last ?? absent
        }
        if let absent { try send(telling, of: row, to: absent, ends: &ends) }
    }

    /// The same for a turn whose row may be damaged: then by as little of it as can be read of any.
    func tell(_ telling: Telling, whoAsked id: TurnID, ends: inout Ends) throws {
        var told = Ends()
        let isTold: Void? = try unlessDamaged {
            guard let row = try turn(id) else { return }
            try tell(telling, of: row, ends: &told)
        }
        if isTold != nil { return ends += told }
        told = Ends()
        let isCallerTold: Void? = try unlessDamaged {
            guard let row = try db.row(TurnStatement.addressee, [id.rawValue]), let caller = Caller(rawValue: row[0])
            else { return }
            let reply = OutgoingReply(
                channel: row[1], lane: row[2], address: row[3], context: row[4], user: UserID(row[5]),
                conversation: (row[6] as Int64?).map { ConversationID($0) }, turn: id, inReplyTo: row[7],
                body: .text(""))
            try send(telling, reply, to: caller, ends: &told)
        }
        if isCallerTold != nil { ends += told }
        try tellFollowers(telling, of: id, ends: &ends)
    }

    /// The same without the turn's row: its caller is told by what the turn in hand says.
    func tell(_ telling: Telling, _ turn: Turn, in lane: String, ends: inout Ends) throws {
        var told = Ends()
        let isTold: Void? = try unlessDamaged {
            let reply = OutgoingReply(
                channel: turn.channel, lane: lane, address: turn.address.rawValue, context: turn.replyContext,
                user: turn.user, conversation: turn.conversation, turn: turn.id, inReplyTo: turn.messageID,
                body: .text(""))
            try send(telling, reply, to: turn.caller, ends: &told)
        }
        if isTold != nil { ends += told }
        try tellFollowers(telling, of: turn.id, ends: &ends)
    }

    /// Ends and tells those whose end a turn's is, where its row cannot be read.
    func tellFollowers(_ telling: Telling, of turn: TurnID, ends: inout Ends) throws {
        for follower in try db.rows(MergeStatement.followers, [turn.rawValue]) {
            _ = try tellFollower(telling, Follower(follower), of: nil, ends: &ends)
        }
    }

    /// Ends a follower by its id, and tells its caller where its row says who that is: one that is damaged harms nobody
    /// else. Returns the row where its caller is absent. `turn`: nil where the turn's own row cannot be read.
    private func tellFollower(
        _ telling: Telling, _ follower: Follower, of turn: InboxRow?, ends: inout Ends
    ) throws -> InboxRow? {
        guard follower.isPending || follower.isMember else { return nil }
        try end(follower.id, as: .merged, telling.outcome, now: telling.now)
        if follower.isPending { ends.count += 1 }
        if follower.isMember { ends.merged.append(follower.id) }
        var told = Ends()
        let absent: InboxRow?? = try unlessDamaged {
            guard let caller = try self.turn(follower.id) else { return nil }
            if caller.caller == .absent { return caller }
            if follower.isPending { try send(telling, of: turn ?? caller, to: caller, ends: &told) }
            return nil
        }
        guard let absent else { return nil }
        ends += told
        return absent
    }

    /// One whose end is another turn's, as far as it is known without reading its row.
    private struct Follower {
        var id: TurnID
        var isPending: Bool
        /// A message of its own, and no repetition.
        var isMember: Bool

        init(_ row: Row) {
            id = TurnID(row[0])
            isPending = row[1]
            isMember = row[2]
        }
    }

    /// Writes what a caller is to get of a turn's end, if anything.
    ///
    /// Who collects comes for it. Who listens is told of a failure too; an absent one is sent an answer, an apology or
    /// nothing.
    private func send(_ telling: Telling, of turn: InboxRow, to caller: InboxRow, ends: inout Ends) throws {
        try send(
            telling, OutgoingReply(to: caller, of: turn, body: .text("")), to: caller.caller, ends: &ends)
    }

    /// The reply comes without its body.
    private func send(
        _ telling: Telling, _ template: OutgoingReply, to caller: Caller, ends: inout Ends
    ) throws {
        var bodies: [OutgoingReply.Body]
        switch (telling.outcome, caller) {
        case (.answered(let answer), .listens), (.answered(let answer), .absent):
            bodies = [.answer(answer)]
            if !telling.parts.isEmpty, telling.parts != [answer.text] { bodies = telling.parts.map { .text($0) } }
        case (.failed(let error), .listens): bodies = [.failure(error)]
        case (.failed, .absent): bodies = telling.apology.map { [.text($0)] } ?? []
        case (.cancelled, .listens): bodies = [.failure(.cancelled)]
        default: bodies = []
        }
        for (index, body) in bodies.enumerated() {
            var reply = template
            reply.body = body
            // The first part shows what it answers; the others follow it.
            reply.mayQuote = index == 0
            reply.othersWait = telling.othersWait
            if let taken = try insert(reply, taking: telling.taking, now: telling.now) { ends.replies.append(taken) }
        }
    }
}
