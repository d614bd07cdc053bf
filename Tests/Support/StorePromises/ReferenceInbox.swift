import BotStore
import ChannelKit

/// What a store should do, in memory and as simply as can be said: lanes of messages, of which the first may run.
struct ReferenceInbox {
    struct Message {
        var lane: String
        var content: String
        var caller: Caller
        /// Set when it is first begun.
        var turn: TurnID?
        var isAsked = false
    }

    enum End: Equatable { case answered(String), failed, cancelled }

    /// By id, over all lanes.
    var messages: [String: Message] = [:]
    /// What waits or runs, in order; ids of messages.
    var lanes: [String: [String]] = [:]
    var running: [String: Turn] = [:]
    var ends: [String: End] = [:]
    /// What was said and counts, by lane.
    var said: [String: [Turn.Message]] = [:]

    mutating func accept(_ id: String, _ message: Message) {
        messages[id] = message
        lanes[message.lane, default: []].append(id)
    }

    mutating func askAgain(_ id: String) {
        guard let message = messages[id] else { return }
        ends[id] = nil
        lanes[message.lane, default: []].append(id)
    }

    /// Checks that a turn may be begun now and is begun with what it should be, and takes note of it.
    mutating func begin(_ turn: Turn) throws {
        let id = turn.messageID
        var message = try require(messages[id], "a message \(id)")
        try checkEqual(lanes[message.lane]?.first, id, "only the head of a lane is begun")
        try check(running[message.lane] == nil, "one turn of a lane runs at a time")
        try checkEqual(turn.content, message.content, "with its content")
        try check(message.turn == nil || message.turn == turn.id, "a message has one turn")
        if !message.isAsked {
            try checkEqual(turn.history, said[message.lane] ?? [], "with what was said before")
            said[message.lane, default: []].append(.init(role: .user, content: message.content))
        }
        message.turn = turn.id
        message.isAsked = true
        messages[id] = message
        running[message.lane] = turn
    }

    mutating func end(_ turn: Turn, _ end: End) {
        let id = turn.messageID
        guard let lane = messages[id]?.lane else { return }
        running[lane] = nil
        lanes[lane]?.removeFirst()
        ends[id] = end
        if case .answered(let text) = end {
            said[lane, default: []].append(.init(role: .assistant, content: text))
        }
    }

    mutating func crash() { running = [:] }

    var pending: Int { lanes.values.reduce(0) { $0 + $1.count } }
}
