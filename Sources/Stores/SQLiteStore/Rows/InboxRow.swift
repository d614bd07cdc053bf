import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// A row of the inbox, as `TurnStatement.byID` reads it.
struct InboxRow {
    enum State: String, CaseIterable {
        case queued, running, answered, merged, failed, skipped, cancelled

        var isPending: Bool { self == .queued || self == .running }
        static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }
    }

    var id: TurnID
    var channel: String
    var lane: String
    var scope: String
    var messageID: String?
    var user: UserID
    var conversation: ConversationID?
    var conversationKey: String
    var content: String
    var caller: Caller
    var replyContext: String?
    var state: State
    var attempts: Int
    var owner: Int64?
    var question: MessageID?
    var answer: MessageID?
    /// The turn whose answer this one, a repetition or a message that was merged into it, is to get too.
    var target: TurnID?
    var acceptedAt: Date
    var error: RecordedError?
    /// Where its reply goes. The lane, which orders, may be the sender instead.
    var address: String
    var laneNumber: Int64
    var plan: TurnPlan
    /// Whether it may share a turn with its neighbours.
    var isMergeable: Bool
    /// The message that a repetition repeats, where that is not its turn's own.
    var repeats: String?
    /// Whether an operator asked for it again.
    var isByHand: Bool
    /// The rule by which it went without the model's answer.
    var rule: String?

    init(_ row: Row) throws {
        guard let caller = Caller(rawValue: row[9]), let state = State(rawValue: row[11]),
            let acceptedAt = Timestamp.date(row[17]),
            let plan = TurnPlan(word: row[25], text: row[26])
        else { throw StoreError.corrupt("the inbox") }
        id = TurnID(row[0])
        channel = row[1]
        lane = row[2]
        scope = row[3]
        messageID = row[4]
        user = UserID(row[5])
        conversation = (row[6] as Int64?).map { ConversationID($0) }
        conversationKey = row[7]
        content = row[8]
        self.caller = caller
        replyContext = row[10]
        self.state = state
        attempts = row[12]
        owner = row[13]
        question = (row[14] as Int64?).map { MessageID($0) }
        answer = (row[15] as Int64?).map { MessageID($0) }
        target = (row[16] as Int64?).map { TurnID($0) }
        self.acceptedAt = acceptedAt
        error = ErrorColumns(row, from: 18).error
        address = row[23]
        laneNumber = row[24]
        self.plan = plan
        isMergeable = row[27]
        repeats = row[28]
        isByHand = row[29]
        rule = row[30]
    }
}
