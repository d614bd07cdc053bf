import NIOCore
import NIOHTTP1
import NIOPosix

/// Meta's Graph API for one or more WhatsApp numbers, as far as messages go: a small server on the loopback interface.
///
/// It checks what Meta checks (token, number, required fields, lengths) and answers in Meta's words. Each send that
/// passes takes the next behaviour of the script, and the default one when the script is over; read marks have a script
/// of their own. What it has accepted, and when, can be looked at by recipient, and its signed status webhooks can be
/// made. Tests wait for what they expect (`waitForMessages`, `waitForRequests`, `waitForClosedByPeer`) and never sleep.
///
///     let graph = try await FakeGraph.start()
///     graph.script([.error(code: 131056), .accept])
///     // … send to graph.url with graph.token …
///     await graph.waitForMessages(1)
///     try await graph.stop()
public final class FakeGraph: Sendable {
    public let port: Int
    public let account: Account
    private let listener: any NIOCore.Channel
    private let group: MultiThreadedEventLoopGroup
    let ledger: Ledger

    /// What is set up at Meta.
    public struct Account: Sendable {
        public var token = "fake-graph-token"
        /// The phone number ids that may send with that token.
        public var numbers: Set<String> = ["106540352242922"]
        public var appSecret = "fake-app-secret"
        public var businessID = "102290129340398"
        /// Where webhooks go, as Meta shows it.
        public var callback: String?
        /// `GREEN`, `YELLOW` or `RED`.
        public var quality = "GREEN"

        public init() {}
    }

    private init(
        port: Int, account: Account, listener: any NIOCore.Channel, group: MultiThreadedEventLoopGroup, ledger: Ledger
    ) {
        self.port = port
        self.account = account
        self.listener = listener
        self.group = group
        self.ledger = ledger
    }

    /// Serves on a free port, or on the port of an earlier one that has been stopped.
    ///
    /// - Parameters:
    ///   - threads: one carries thousands of calls; more is for load tests.
    ///   - keeping: how many of the newest requests are kept to be looked at. Messages are all kept.
    public static func start(
        _ account: Account = Account(), port: Int = 0, threads: Int = 1, keeping: Int = 100_000
    ) async throws -> FakeGraph {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let ledger = Ledger(keeping: keeping)
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16_384)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(HTTPRequestDecoder()), Connection(account: account, ledger: ledger))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return FakeGraph(
            port: listener.localAddress?.port ?? 0, account: account, listener: listener, group: group, ledger: ledger)
    }

    /// Closes every connection.
    public func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }

    /// What `graph_url` must be.
    public var url: String { "http://127.0.0.1:\(port)/v25.0" }
    public var token: String { account.token }

    /// What the next sends get, one each. Replaces what was left of an older script.
    public func script(_ behaviours: [Behaviour]) {
        ledger.withLock { $0.script = behaviours[...] }
    }

    /// What every send gets from now on when no script is left.
    public func setDefault(_ behaviour: Behaviour) {
        ledger.withLock { $0.fallback = behaviour }
    }

    /// What the next read marks get, one each; they are taken as they should be when none is left.
    public func scriptMarks(_ behaviours: [Behaviour]) {
        ledger.withLock { $0.markScript = behaviours[...] }
    }
}

extension FakeGraph {
    /// The newest calls, oldest first: refused ones too.
    public var requests: [Request] { ledger.withLock { Array($0.requests) } }
    /// All calls since the start.
    public var requestCount: Int { ledger.withLock { $0.requestCount } }
    /// What was accepted, in the order in which it came.
    public var messages: [Message] { ledger.withLock { $0.messages } }
    /// How much was accepted.
    public var messageCount: Int { ledger.withLock { $0.messages.count } }
    /// The read marks that were taken, in order.
    public var marks: [Mark] { ledger.withLock { $0.marks } }

    /// What was accepted for one recipient, in order: a number with its plus, a user's id, or a group's.
    public func messages(to recipient: String) -> [Message] {
        ledger.withLock { state in state.messages.filter { $0.recipient == recipient } }
    }

    public func waitForMessages(_ count: Int) async {
        await ledger.wait { $0.messages.count >= count }
    }

    public func waitForMarks(_ count: Int) async {
        await ledger.wait { $0.marks.count >= count }
    }

    public func waitForRequests(_ count: Int) async {
        await ledger.wait { $0.requestCount >= count }
    }

    /// Waits until clients have closed so many connections on which an answer was owed.
    public func waitForClosedByPeer(_ count: Int) async {
        await ledger.wait { $0.closedByPeer >= count }
    }
}
