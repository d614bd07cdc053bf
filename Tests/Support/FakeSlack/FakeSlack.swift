import Monitor
import NIOCore
import NIOHTTP1
import NIOPosix

/// Slack's Web API for one app in one workspace, as far as messages go: a small server on the loopback interface; and what
/// Slack posts of what people say.
///
/// It checks what Slack checks (token, channel, length), and answers in Slack's words, with 200 nearly always. Each call
/// takes the next behaviour of the script, and is taken as it should be when none is left. Tests wait for what they expect
/// and never sleep.
///
///     let slack = try await FakeSlack.start()
///     slack.script([.tooMany(retryAfter: 2)])
///     // … send to slack.url with slack.token …
///     await slack.waitForMessages(1)
///     try await slack.stop()
public final class FakeSlack: Sendable {
    /// The workspace, and the bot's user in it.
    public static let team = "T0FAKE001"
    public static let bot = "U0BOT0001"

    public let port: Int
    public let token: String
    public let signingSecret: String
    private let listener: any NIOCore.Channel
    private let group: MultiThreadedEventLoopGroup
    let ledger: Ledger

    private init(
        port: Int, token: String, signingSecret: String, listener: any NIOCore.Channel,
        group: MultiThreadedEventLoopGroup, ledger: Ledger
    ) {
        self.port = port
        self.token = token
        self.signingSecret = signingSecret
        self.listener = listener
        self.group = group
        self.ledger = ledger
    }

    /// Serves on a free port.
    public static func start(
        token: String = "xoxb-fake-token-of-the-bot", signingSecret: String = "8f742231b10e8888abcd99yyyzzz85a5"
    ) async throws -> FakeSlack {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ledger = Ledger(LedgerState())
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(HTTPRequestDecoder()), Connection(token: token, ledger: ledger))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return FakeSlack(
            port: listener.localAddress?.port ?? 0, token: token, signingSecret: signingSecret, listener: listener,
            group: group, ledger: ledger)
    }

    /// Closes every connection.
    public func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }

    /// What `api_url` must be.
    public var url: String { "http://127.0.0.1:\(port)/api" }

    /// What the next calls get, one each. Replaces what was left of an older script.
    public func script(_ behaviours: [Behaviour]) { ledger.withLock { $0.script = behaviours[...] } }
}

extension FakeSlack {
    /// All calls, oldest first: refused ones too.
    public var requests: [Request] { ledger.withLock { $0.requests } }
    /// What was posted, in the order in which it came.
    public var messages: [Message] { ledger.withLock { $0.messages } }

    public func waitForMessages(_ count: Int) async { await ledger.wait { $0.messages.count >= count } }
    public func waitForRequests(_ count: Int) async { await ledger.wait { $0.requests.count >= count } }
}
