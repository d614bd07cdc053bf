import ChannelKit
import HTTPTypes

/// A reply as server-sent events: `delta` many times, then one `done` or one `failed`.
///
/// There is no event named `error`: browsers take that name for a broken connection.
struct ReplyEvents: Sendable {
    let ticket: TurnTicket
    let requestID: String

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

    /// Throws when the peer has gone. The deltas together are the text of `done`.
    func write(to writer: any HTTPBodyWriter) async throws {
        var offset = 0
        while true {
            switch await ticket.update(after: offset) {
            case .text(let piece, let next):
                offset = next
                if !piece.isEmpty { try await writer.write(Self.delta(piece)) }
            case .finished(.answered(let answer)):
                // What the reader has not seen as pieces: all of it, where the answer was stored already.
                let rest = String(decoding: answer.text.utf8.dropFirst(offset), as: UTF8.self)
                try await writer.write((rest.isEmpty ? [] : Self.delta(rest)) + Self.done(answer))
                return
            case .finished(.failed(let failure)):
                try await writer.write(failed(failure))
                return
            }
        }
    }

    private static func delta(_ text: String) -> [UInt8] {
        var object = JSONObjectText()
        object.add("text", text)
        return event("delta", object)
    }

    private static func done(_ answer: TurnAnswer) -> [UInt8] {
        event("done", JSONObjectText(answer))
    }

    private func failed(_ failure: TurnFailure) -> [UInt8] {
        var object = JSONObjectText()
        object.add("error", failure.error.message)
        object.add("code", failure.error.code.rawValue)
        object.add("recorded", failure.recorded)
        object.add("request_id", requestID)
        return Self.event("failed", object)
    }

    /// The data is one line: JSON escapes every line break within it.
    private static func event(_ name: String, _ data: JSONObjectText) -> [UInt8] {
        Array("event: \(name)\ndata: ".utf8) + data.finished() + Array("\n\n".utf8)
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
}
