import NIOCore

/// Stands before a connection's decoder and says when bytes come.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let bytesCame: (any Channel) -> Void

    init(bytesCame: @escaping (any Channel) -> Void) { self.bytesCame = bytesCame }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytesCame(context.channel)
        context.fireChannelRead(data)
    }
}
