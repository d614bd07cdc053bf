import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// Connections that begin with TLS and then speak HTTP/2, or HTTP/1.1 where the client knows no better.
struct SecureChannel: ServerChildChannel {
    private let base: HTTP2UpgradeChannel
    private let handshakeLimit: TimeAmount

    /// - Parameter streams: for each HTTP/2 stream, and for a connection of HTTP/1.1.
    init(
        _ identity: TLSIdentity, handshakeLimit: TimeAmount, idle: Duration, streams: HTTP1Channel.Configuration,
        responder: @escaping HTTPChannelHandler.Responder
    ) throws {
        base = try HTTP2UpgradeChannel(
            tlsConfiguration: identity.configuration,
            configuration: .init(idleTimeout: idle, streamConfiguration: streams), responder: responder)
        self.handshakeLimit = handshakeLimit
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
        let limit = handshakeLimit
        return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            try channel.pipeline.syncOperations.addHandler(HandshakeLimit(limit))
            return value
        }
    }

    func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

/// Closes a connection on which nothing was said in time: no handshake was finished, or nothing came after it. It stands
/// between TLS and HTTP, which have limits of their own for what follows.
private final class HandshakeLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ limit: TimeAmount) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        timer?.cancel()
        context.fireChannelRead(data)
    }
}
