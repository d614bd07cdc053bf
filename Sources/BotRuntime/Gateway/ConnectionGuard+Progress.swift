import NIOCore
import NIOHTTPTypes

/// A peer that reads slowly is waited for, one that does not read at all is not.
///
/// Seen by pieces that have left, not by bytes that wait: a stream of HTTP/2 cannot be asked for those (`bufferedWritableBytes`
/// ends the process there).
extension ConnectionGuard {
    private static let pieceBytes = 16 << 10

    func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var rest = body
        while rest.readableBytes > Self.pieceBytes, let piece = rest.readSlice(length: Self.pieceBytes) {
            context.write(wrapOutboundOut(.body(piece)), promise: counted(nil, on: context.eventLoop))
        }
        context.write(wrapOutboundOut(.body(rest)), promise: counted(promise, on: context.eventLoop))
    }

    private func counted(_ promise: EventLoopPromise<Void>?, on loop: any EventLoop) -> EventLoopPromise<Void> {
        let promise = promise ?? loop.makePromise()
        promise.futureResult.assumeIsolated().whenSuccess { [self] in piecesTaken += 1 }
        return promise
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        if !context.channel.isWritable { expectProgress(on: context.channel) }
        context.fireChannelWritabilityChanged()
    }

    private func expectProgress(on channel: any Channel) {
        let before = piecesTaken
        stallTimer = channel.eventLoop.assumeIsolated().scheduleTask(in: limits.write) { [self] in
            if piecesTaken > before { expectProgress(on: channel) } else { channel.close(promise: nil) }
        }
    }
}
