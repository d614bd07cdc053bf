import LenientJSON
import NIOCore
import NIOHTTP1
import NIOPosix

/// Telegram's Bot API for one bot, as far as messages go: a small server on the loopback interface.
///
/// It checks what Telegram checks (token, chat, length), hands out updates to whoever polls, one at a time, and answers in
/// Telegram's words. Each call of a method takes the next behaviour of that method's script, and is taken as it should be
/// when none is left. Tests wait for what they expect and never sleep.
///
///     let telegram = try await FakeTelegram.start()
///     telegram.script([.error(429, "Too Many Requests: retry after 2", retryAfter: 2)])
///     // … send to telegram.url with telegram.token …
///     await telegram.waitForMessages(1)
///     try await telegram.stop()
public final class FakeTelegram: Sendable {
    public static let username = "helper_bot"

    public let port: Int
    public let token: String
    private let listener: any NIOCore.Channel
    private let group: MultiThreadedEventLoopGroup
    let ledger: Ledger

    private init(
        port: Int, token: String, listener: any NIOCore.Channel, group: MultiThreadedEventLoopGroup, ledger: Ledger
    ) {
        self.port = port
        self.token = token
        self.listener = listener
        self.group = group
        self.ledger = ledger
    }

    /// Serves on a free port, or on that of an earlier one that has been stopped.
    public static func start(
        token: String = "123456789:AAFakeTokenOfThirtyFiveCharacters_1", port: Int = 0
    ) async throws -> FakeTelegram {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ledger = Ledger()
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(HTTPRequestDecoder()), Connection(token: token, ledger: ledger))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return FakeTelegram(
            port: listener.localAddress?.port ?? 0, token: token, listener: listener, group: group, ledger: ledger)
    }

    /// Closes every connection.
    public func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }

    /// What `api_base` must be.
    public var url: String { "http://127.0.0.1:\(port)" }
    public var botID: Int { Int(token.prefix { $0 != ":" }) ?? 0 }

    /// What the next calls of a method get, one each. Replaces what was left of an older script.
    public func script(_ behaviours: [Behaviour], of method: String = "sendMessage") {
        ledger.withLock { $0.scripts[method] = behaviours[...] }
    }
}

extension FakeTelegram {
    /// All calls, oldest first: refused ones too.
    public var requests: [Request] { ledger.withLock { $0.requests } }
    public func requests(of method: String) -> [Request] { requests.filter { $0.method == method } }
    /// What was sent, in the order in which it came.
    public var messages: [Message] { ledger.withLock { $0.messages } }
    public func messages(to chat: Int) -> [Message] { messages.filter { $0.chat == chat } }
    /// How often somebody asked for updates while another still did.
    public var conflicts: Int { ledger.withLock { $0.conflicts } }
    /// The updates that nobody has confirmed by asking for later ones.
    public var unconfirmed: [Int] { ledger.withLock { $0.updates.map(\.number) } }
    /// What `setWebhook` was told last; nil where none is set.
    public var webhook: (url: String, secret: String)? { ledger.withLock { $0.webhook } }

    /// Sets a webhook as somebody else would.
    public func setWebhook(_ url: String, secret: String = "") { ledger.withLock { $0.webhook = (url, secret) } }

    public func waitForMessages(_ count: Int) async { await ledger.wait { $0.messages.count >= count } }
    public func waitForRequests(_ count: Int, of method: String) async {
        await ledger.wait { state in state.requests.count { $0.method == method } >= count }
    }
    /// Waits until somebody waits for updates, and none is left for them.
    public func waitForPoll() async { await ledger.wait { $0.poll != nil } }
    /// Waits until every update is confirmed.
    public func waitForConfirmation() async { await ledger.wait { $0.updates.isEmpty } }

    /// Puts an update where polls find it. `fields` are the update's, without its number.
    @discardableResult
    public func put(_ fields: String) -> Int { ledger.put(fields) }
}
