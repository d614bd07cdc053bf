import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What is heard of a reply while it is written.
public enum ChatEvent: Sendable, Hashable {
    /// The turn's id: with it the turn can be followed and cancelled. Once, and first.
    case turn(String)
    case text(String)
    /// The reply is written anew: the text so far is void.
    case reset
    /// The end. Its text is the one that counts.
    case answer(Answer)
}

/// A reply while it is written, as an asynchronous sequence that ends after `answer`, or throws a `ChatError`.
///
/// A connection that breaks is made again, and the reply gone on with where it broke: nothing is lost or doubled.
public struct AnswerStream: AsyncSequence, Sendable {
    public typealias Element = ChatEvent
    public typealias Failure = ChatError

    enum Source: Sendable {
        case message(Exchange.Request)
        case turn(String, after: String?)
    }

    private let conversation: Conversation
    private let source: Source

    init(_ conversation: Conversation, _ source: Source) {
        self.conversation = conversation
        self.source = source
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(conversation, source) }

    /// For one reader.
    public struct AsyncIterator: AsyncIteratorProtocol {
        public typealias Failure = ChatError

        private let conversation: Conversation
        private let source: Source
        private var turn: String?
        private var last: String?
        private var pause: Pause
        private var parser = EventParser()
        private var body: HTTPClientResponse.Body.AsyncIterator?
        private var waiting: ArraySlice<EventParser.Event> = []
        private var hasBegun = false
        private var isOver = false

        fileprivate init(_ conversation: Conversation, _ source: Source) {
            self.conversation = conversation
            self.source = source
            pause = Pause(conversation.client.patience)
            if case .turn(let turn, let after) = source { (self.turn, last) = (turn, after) }
        }

        public mutating func next() async throws(ChatError) -> ChatEvent? {
            while !isOver {
                do {
                    guard let event = try await nextEvent() else { return nil }
                    if let event = try read(event) { return event }
                } catch {
                    // What the server says of the turn is its end; a connection's end is none.
                    guard error.isInterruption else {
                        isOver = true
                        throw error
                    }
                    (body, parser, waiting) = (nil, EventParser(), [])
                    try await pause.wait(after: error)
                }
            }
            return nil
        }

        /// The next event of the connection, which is made where there is none. Nil: there is nothing more to come.
        private mutating func nextEvent() async throws(ChatError) -> EventParser.Event? {
            while true {
                if let event = waiting.popFirst() { return event }
                if body == nil, try await !connect() {
                    isOver = true
                    return nil
                }
                do {
                    guard let bytes = try await body?.next() else { throw EventParser.brokenOff }
                    waiting = try parser.read(bytes.readableBytesView)[...]
                } catch {
                    throw Task.isCancelled ? .cancelled : .unreachable(error)
                }
            }
        }

        /// Says the message, or asks for what is left of its turn. False: nothing is.
        private mutating func connect() async throws(ChatError) -> Bool {
            var request: Exchange.Request
            if let turn {
                request = .init(method: "GET", path: "/turns/\(turn)/events", headers: conversation.credential)
                if let last { request.headers.append(("Last-Event-ID", last)) }
            } else if case .message(let message) = source {
                request = message
            } else {
                return false
            }
            request.headers.append(("Accept", "text/event-stream"))
            let response = try await conversation.exchange.open(request)
            if response.status == .noContent { return false }
            body = response.body.makeAsyncIterator()
            return true
        }

        private mutating func read(_ event: EventParser.Event) throws(ChatError) -> ChatEvent? {
            let data = Data(event.data.utf8)
            if let id = event.id { last = id }
            switch event.name {
            case "turn":
                guard let fields = try? JSONDecoder().decode(Turn.self, from: data) else { return nil }
                turn = fields.turn_id
                defer { hasBegun = true }
                return hasBegun ? nil : .turn(fields.turn_id)
            case "delta":
                guard let fields = try? JSONDecoder().decode(Delta.self, from: data) else { return nil }
                pause.restart()
                return .text(fields.text)
            case "reset": return .reset
            case "done":
                isOver = true
                guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
                    throw .unreadable(status: 200)
                }
                return .answer(answer)
            case "failed":
                let error = ChatError(status: 0, body: data)
                // Without an id it is this server's end, not the turn's.
                if event.id == nil, turn != nil { throw .unreachable(error) }
                throw error
            // A later version may say more.
            default: return nil
            }
        }

        private struct Turn: Decodable { var turn_id: String }
        private struct Delta: Decodable { var text: String }
    }
}
