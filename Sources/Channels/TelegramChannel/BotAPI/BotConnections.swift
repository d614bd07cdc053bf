import AsyncHTTPClient
import NIOCore

/// The connections to the Bot API, for all instances of the process.
///
/// Clients that live as long as the process and open a connection when it is first needed: a channel is made without
/// being started and dropped without being stopped, so it cannot own one. They have no threads of their own either.
enum BotConnections {
    /// For replies.
    static let replies = HTTPClient(
        eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration(connections: 256))

    /// For typing, apart: a courtesy never keeps a reply waiting.
    static let courtesies = HTTPClient(
        eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration(connections: 64))

    /// For requests for updates, which wait long.
    static let polls = HTTPClient(
        eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration(connections: 64))

    private static func configuration(connections: Int) -> HTTPClient.Configuration {
        var pool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: connections)
        // A reply that finds no connection goes back to the outbox, which knows how long to wait.
        pool.retryConnectionEstablishment = false
        var configuration = HTTPClient.Configuration(
            // A redirect would carry the reply to whoever is at its end.
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)), connectionPool: pool)
        // A connection that breaks leaves the outcome of all that is on it unknown: of one send, that way.
        configuration.httpVersion = .http1Only
        return configuration
    }
}
