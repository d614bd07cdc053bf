import NIOCore
import NIOHTTPTypes

/// Closes a connection, or a stream of HTTP/2, whose peer takes nothing of what waits for it. One that takes it slowly is
/// waited for.
///
/// What waits for a connection is asked of its socket, in bytes. A stream must not be asked (NIO ends the process), so there
/// pieces of an answer are counted until they have left; while its socket takes something the stream may be next.
final class StallGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let pieceBytes = 16 << 10

    /// In this time something must be taken; at most twice as long passes without.
    private let limit: TimeAmount
    /// Runs while something waits.
    private var timer: Scheduled<Void>?
    private var waitingPieces = 0
    private var unsentBytes = 0
    private var hasProgressed = false

    init(limit: TimeAmount) { self.limit = limit }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if timer != nil { observe(context.channel) }
        switch unwrapOutboundIn(data) {
        case .body(let body) where context.channel.isStream: write(body, context, promise)
        case .end:
            context.write(data, promise: promise)
            // Whoever stands behind may have flushed it.
            watch(context.channel)
        case .head, .body: context.write(data, promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watch(context.channel)
    }

    private func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var rest = body
        while rest.readableBytes > Self.pieceBytes, let piece = rest.readSlice(length: Self.pieceBytes) {
            context.write(wrapOutboundOut(.body(piece)), promise: counted(nil, on: context.eventLoop))
        }
        context.write(wrapOutboundOut(.body(rest)), promise: counted(promise, on: context.eventLoop))
    }

    private func counted(_ promise: EventLoopPromise<Void>?, on loop: any EventLoop) -> EventLoopPromise<Void> {
        let promise = promise ?? loop.makePromise()
        waitingPieces += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            waitingPieces -= 1
            hasProgressed = true
        }
        return promise
    }

    private func watch(_ channel: any Channel) {
        guard timer == nil, channel.isActive, isBehind(channel) else { return }
        hasProgressed = false
        unsentBytes = channel.unsentBytes
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
            timer = nil
            observe(channel)
            guard isBehind(channel) else { return }
            if hasProgressed { watch(channel) } else { channel.close(promise: nil) }
        }
    }

    private func isBehind(_ channel: any Channel) -> Bool {
        channel.isStream ? waitingPieces > 0 : channel.unsentBytes > 0
    }

    private func observe(_ channel: any Channel) {
        let unsent = channel.unsentBytes
        if unsent < unsentBytes { hasProgressed = true }
        unsentBytes = unsent
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }
}

extension Channel {
    /// Whether it is one of many on a connection (HTTP/2), and none of its own.
    var isStream: Bool { parent?.parent != nil }

    /// Of its connection.
    fileprivate var unsentBytes: Int {
        let socket = isStream ? parent : self
        return (try? socket?.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
