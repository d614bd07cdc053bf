import NIOCore
import NIOHTTP1
import NIOPosix

/// An OpenAI API that does what a test tells it to: a small server on the loopback interface. Its bytes are written by
/// hand, so that it can also break the protocol, reset a connection or say nothing at all.
///
/// Each call takes the next behaviour of the script, and the default one when the script is over. Tests wait for what
/// they expect (`waitForRequests`, `waitForClosedByPeer`) and never sleep. Ten thousand calls may wait at once.
///
///     let fake = try await FakeOpenAI.start()
///     fake.script([.status(500), .reply("Hello!")])
///     // … use fake.baseURL …
///     try await fake.stop()
public final class FakeOpenAI: Sendable {
    public let port: Int
    private let listener: any NIOCore.Channel
    private let group: MultiThreadedEventLoopGroup
    private let ledger: Ledger

    private init(port: Int, listener: any NIOCore.Channel, group: MultiThreadedEventLoopGroup, ledger: Ledger) {
        self.port = port
        self.listener = listener
        self.group = group
        self.ledger = ledger
    }

    /// Serves on a free port.
    ///
    /// - Parameters:
    ///   - behaviour: what a call gets when no script is left.
    ///   - threads: one carries thousands of calls; more is for load tests.
    ///   - keeping: how many of the newest requests are kept to be looked at. All are counted.
    public static func start(
        default behaviour: Behaviour = .reply("Hello from the fake model."), threads: Int = 1, keeping: Int = 20_000
    ) async throws -> FakeOpenAI {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let ledger = Ledger(fallback: behaviour, keeping: keeping)
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16_384)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(HTTPRequestDecoder()), Connection(ledger: ledger))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return FakeOpenAI(port: listener.localAddress?.port ?? 0, listener: listener, group: group, ledger: ledger)
    }

    /// Closes every connection.
    public func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }

    /// What a client's base URL must be.
    public var baseURL: String { "http://127.0.0.1:\(port)/v1" }

    /// What the next calls get, one each. Replaces what was left of an older script.
    public func script(_ behaviours: [Behaviour]) {
        ledger.withLock { $0.script = behaviours[...] }
    }

    /// What every call gets from now on when no script is left.
    public func setDefault(_ behaviour: Behaviour) {
        ledger.withLock { $0.fallback = behaviour }
    }

    /// The newest calls, oldest first.
    public var requests: [Request] { ledger.withLock { Array($0.requests) } }
    /// All calls since the start or the last `forget()`.
    public var requestCount: Int { ledger.withLock { $0.requestCount } }
    /// Connections that stand.
    public var openConnections: Int { ledger.withLock { $0.openConnections } }
    /// All connections ever accepted: fewer than calls when clients use them again.
    public var acceptedConnections: Int { ledger.withLock { $0.acceptedConnections } }

    /// Forgets the calls so far and what is left of a script; connections stay.
    public func forget() {
        ledger.withLock { state in
            state.requests.removeAll()
            state.requestCount = 0
            state.script = []
        }
    }

    /// Returns once so many calls have come in.
    public func waitForRequests(_ count: Int) async { await ledger.wait { $0.requestCount >= count } }
    /// Returns once the client has closed so many connections while an answer was still owed.
    public func waitForClosedByPeer(_ count: Int) async { await ledger.wait { $0.closedByPeer >= count } }
    /// Returns once so many connections stand, or fewer.
    public func waitForOpenConnections(atMost count: Int) async { await ledger.wait { $0.openConnections <= count } }
}
