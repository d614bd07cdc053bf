import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A platform that is called by HTTP: a server on a free port of this machine.
///
/// A specimen says which calls send a reply, and in which words the platform answers; the rest is here.
public final class HTTPPlatform: ScriptedPlatform {
    /// A call as it came in.
    public struct Call: Sendable {
        public var method: String
        /// The path with its query, as it was sent.
        public var path: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: [UInt8]

        /// The body as a JSON object.
        public var json: [String: Any]? {
            try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        }
    }

    /// What the server answers.
    public struct Answer: Sendable {
        public var status: Int
        public var headers: [String: String]
        public var body: String

        public init(status: Int = 200, headers: [String: String] = [:], body: String = "{}") {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// The platform's words.
    public struct Words: Sendable {
        /// The reply that a call sends; nil for calls that send none. `platformID` is filled in by the server where it
        /// is empty.
        public var reply: @Sendable (Call) -> SentReply?
        /// The answer to a call that sends a reply. Not asked for the two answers that break the connection.
        public var answer: @Sendable (PlatformAnswer, SentReply) -> Answer
        /// The answer to any other call.
        public var other: @Sendable (Call) -> Answer

        public init(
            reply: @escaping @Sendable (Call) -> SentReply?,
            answer: @escaping @Sendable (PlatformAnswer, SentReply) -> Answer,
            other: @escaping @Sendable (Call) -> Answer = { _ in Answer() }
        ) {
            self.reply = reply
            self.answer = answer
            self.other = other
        }
    }

    private struct State {
        var script: [PlatformAnswer] = []
        var taken: [SentReply] = []
        var calls: [Call] = []
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    public let url: String
    private let words: Words
    private let listener: any NIOCore.Channel
    private let state: StateBox

    private final class StateBox: Sendable {
        let state = Mutex(State())
    }

    private init(url: String, words: Words, listener: any NIOCore.Channel, state: StateBox) {
        self.url = url
        self.words = words
        self.listener = listener
        self.state = state
    }

    /// Serves on a free port.
    public static func start(_ words: Words) async throws -> HTTPPlatform {
        let state = StateBox()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        PlatformConnection { call in Self.outcome(of: call, words, state) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        return HTTPPlatform(url: "http://127.0.0.1:\(port)", words: words, listener: listener, state: state)
    }

    /// What comes of a call; nil: the connection breaks.
    private static func outcome(of call: Call, _ words: Words, _ box: StateBox) -> Answer? {
        guard var reply = words.reply(call) else {
            box.state.withLock { $0.calls.append(call) }
            return words.other(call)
        }
        let (answer, sent) = box.state.withLock { state in
            state.calls.append(call)
            let answer = state.script.isEmpty ? .takes : state.script.removeFirst()
            if [.takes, .takesSilently].contains(answer) {
                if reply.platformID.isEmpty { reply.platformID = "reply-\(state.taken.count + 1)" }
                state.taken.append(reply)
            }
            return (answer, reply)
        }
        return [.takesSilently, .vanishes].contains(answer) ? nil : words.answer(answer, sent)
    }

    public func script(_ answers: [PlatformAnswer]) { state.state.withLock { $0.script = answers } }
    public var taken: [SentReply] { state.state.withLock { $0.taken } }
    /// Every call, in order.
    public var calls: [Call] { state.state.withLock { $0.calls } }
    public func stop() async { try? await listener.close() }
}
