import NIOCore

/// Lets nothing leave until it is told to.
final class SlowNetwork: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private var context: ChannelHandlerContext?

    func flush(context: ChannelHandlerContext) { self.context = context }

    func deliver() { context?.flush() }
}
