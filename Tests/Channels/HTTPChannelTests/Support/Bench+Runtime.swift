import ChannelKit
import Foundation

extension Bench {
    static let greeting = "Hello! How can I help you today?"

    /// Opens user 7 and conversation 11, answers messages with `turn`, and shows one page of history.
    static func answering(_ turn: ScriptedTurn? = nil) -> Runtime {
        { events in
            .success(
                events.map { event in
                    switch event {
                    case .start(let start):
                        let ticket = start.content.map { turn ?? ScriptedTurn(text: "You said: \($0)") }?.ticket()
                        return .opened(
                            ConversationOpening(
                                user: UserID(7), conversation: ConversationID(11),
                                greeting: ticket == nil ? greeting : nil, turn: ticket))
                    case .message(let message):
                        return .turn((turn ?? ScriptedTurn(text: "You said: \(message.content)")).ticket())
                    case .history(let query):
                        return .history(HistoryPage(conversation: query.conversation, messages: messages))
                    case .turn(let query):
                        if query.wish == .cancel { return .noted }
                        if case .follow(let position) = query.wish, position.offset == nil { return .noted }
                        return .turn(
                            TurnTicket(
                                turn: query.turn, isRepeat: true, conversation: ConversationID(11), user: query.user,
                                source: turn ?? ScriptedTurn(text: "You said: hi")))
                    case .status:
                        return .noted
                    }
                })
        }
    }

    static func refusing(_ error: ChannelError) -> Runtime {
        { events in .success(events.map { _ in .refused(error) }) }
    }

    static func stopping(_ error: ChannelError) -> Runtime {
        { _ in .failure(error) }
    }

    static let messages = [
        HistoryPage.Message(
            id: MessageID(1), role: .system, content: "Be kind.", createdAt: Date(timeIntervalSince1970: 0)),
        HistoryPage.Message(
            id: MessageID(2), role: .user, content: "\"Hi\"\n", createdAt: Date(timeIntervalSince1970: 1_785_585_600)),
        HistoryPage.Message(
            id: MessageID(3), role: .assistant, content: "Hello 👋",
            createdAt: Date(timeIntervalSince1970: 1_785_585_601.123)),
    ]
}

/// A turn whose course is written down: its pieces, then its end.
struct ScriptedTurn: TurnSource {
    var pieces: [String] = []
    /// Nil: whoever waits is cancelled.
    var end: TurnResult?

    init(pieces: [String] = [], end: TurnResult?) {
        self.pieces = pieces
        self.end = end
    }

    init(text: String, pieces: [String] = []) {
        self.init(
            pieces: pieces,
            end: .answered(TurnAnswer(text: text, message: MessageID(42), conversation: ConversationID(11))))
    }

    init(pieces: [String] = [], failure: ChannelError, recorded: Bool = true) {
        self.init(pieces: pieces, end: .failed(TurnFailure(error: failure, recorded: recorded)))
    }

    func ticket() -> TurnTicket { TurnTicket(turn: TurnID(5), isRepeat: false, source: self) }

    func result() async throws(CancellationError) -> TurnResult {
        guard let end else { throw CancellationError() }
        return end
    }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        var position = 0
        for piece in pieces {
            let next = position + piece.utf8.count
            if position >= offset, next > position { return .text(piece, next: next) }
            position = next
        }
        return .finished(try await result())
    }
}
