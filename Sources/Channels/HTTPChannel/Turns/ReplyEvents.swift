import ChannelKit
import HTTPTypes

/// A turn as server-sent events: first `turn`, then `delta` many times, `reset` where the answer is written anew, and at
/// last one `done` or one `failed`. Their ids say how far the reader has come: see `TurnPosition`.
///
/// There is no event named `error`: browsers take that name for a broken connection.
struct ReplyEvents: Sendable {
    let ticket: TurnTicket
    let requestID: String
    /// What the reader has already.
    var position = TurnPosition.start
    /// Whether the reader comes back for what is left of it, and will again: then the stream ends without an event where
    /// the turn goes on.
    var isResumed = false

    /// The head can go out before there is anything to say.
    func answer() -> HTTPAnswer {
        var headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8",
            .cacheControl: "no-cache, no-transform",
        ]
        // nginx would otherwise collect the events before it hands them on.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return HTTPAnswer(status: .ok, headers: headers, body: .stream { writer in try await write(to: writer) })
    }

    /// Throws when the peer has gone. The deltas together, since the last `reset`, are the text of `done`.
    func write(to writer: any HTTPBodyWriter) async throws {
        var position = position
        try await writer.write(Self.turn(ticket))
        while true {
            switch await ticket.progress(after: position) {
            case .text(let piece, let next):
                // Nothing new: a comment tells proxies and the reader that the connection is in use.
                try await writer.write(piece.isEmpty ? Self.heartbeat : Self.delta(piece, next))
                position = next
            case .reset(let next):
                try await writer.write(Self.event("reset", next, JSONObjectText()))
                position = next
            case .finished(.answered(let answer), let end):
                // What the reader has not seen as pieces: all of it, where the answer was stored already.
                let rest = String(decoding: answer.text.utf8.dropFirst(position.offset ?? .max), as: UTF8.self)
                let attempt = end?.attempt ?? max(position.attempt, 1)
                let whole = TurnPosition(attempt: attempt, offset: answer.text.utf8.count)
                try await writer.write(
                    (rest.isEmpty ? [] : Self.delta(rest, whole)) + Self.event("done", end, JSONObjectText(answer)))
                return
            case .finished(.failed(let failure), let end) where failure.error.code == .paused:
                // No failure: the message is kept, and a person will answer it.
                let text = failure.error.message
                let whole = TurnPosition(attempt: end?.attempt ?? max(position.attempt, 1), offset: text.utf8.count)
                try await writer.write(
                    Self.delta(text, whole) + Self.event("done", end, JSONObjectText(paused: text)))
                return
            case .finished(.failed(let failure), let end):
                if end != nil || !isResumed { try await writer.write(failed(failure, end)) }
                return
            }
        }
    }

    private static let heartbeat = Array(":\n\n".utf8)

    private static func turn(_ ticket: TurnTicket) -> [UInt8] {
        var object = JSONObjectText()
        object.add("turn_id", ticket.turn)
        if let conversation = ticket.conversation { object.add("conversation_id", conversation) }
        return event("turn", nil, object)
    }

    private static func delta(_ text: String, _ position: TurnPosition) -> [UInt8] {
        var object = JSONObjectText()
        object.add("text", text)
        return event("delta", position, object)
    }

    private func failed(_ failure: TurnFailure, _ position: TurnPosition?) -> [UInt8] {
        var object = JSONObjectText()
        object.add("error", failure.error.message)
        object.add("code", failure.error.code.rawValue)
        object.add("recorded", failure.recorded)
        object.add("request_id", requestID)
        return Self.event("failed", position, object)
    }

    /// The data is one line: JSON escapes every line break within it.
    private static func event(_ name: String, _ position: TurnPosition?, _ data: JSONObjectText) -> [UInt8] {
        let id = position.map { "id: \($0)\n" } ?? ""
        return Array("event: \(name)\n\(id)data: ".utf8) + data.finished() + Array("\n\n".utf8)
    }
}

extension JSONObjectText {
    /// `{"text","message_id","conversation_id"}`.
    init(_ answer: TurnAnswer) {
        self.init()
        add("text", answer.text)
        add("message_id", answer.message)
        add("conversation_id", answer.conversation)
    }

    /// `{"text","paused","recorded"}`: the message is kept, and what a person answers to it comes by the history.
    init(paused text: String) {
        self.init()
        add("text", text)
        add("paused", true)
        add("recorded", true)
    }
}
