import NIOCore

/// One connection: answers each completion with the canned answer, in order, at once or after the latency.
final class ModelConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: ByteBuffer
    private let latency: TimeAmount
    private let counts: Counts
    private var received = ByteBuffer()
    private var framer = RequestFramer()
    private var pending: Scheduled<Void>?

    init(answer: ByteBuffer, latency: TimeAmount, counts: Counts) {
        self.answer = answer
        self.latency = latency
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        serve(context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let pending {
            pending.cancel()
            counts.end()
        }
        pending = nil
        context.fireChannelInactive()
    }

    private func serve(context: ChannelHandlerContext) {
        while pending == nil, let piece = framer.next(from: &received) {
            switch piece {
            case .counts:
                context.writeAndFlush(wrapOutboundOut(CannedAnswer.json(counts.description)), promise: nil)
            case .refused:
                context.writeAndFlush(wrapOutboundOut(CannedAnswer.lengthRequired), promise: nil)
                context.close(promise: nil)
                return
            case .completion:
                complete(context: context)
            }
        }
        if received.readableBytes == 0 { received.clear() }
    }

    private func complete(context: ChannelHandlerContext) {
        counts.begin()
        guard latency > .zero else {
            counts.end()
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
            return
        }
        pending = context.eventLoop.assumeIsolated().scheduleTask(in: latency) {
            self.pending = nil
            self.counts.end()
            context.writeAndFlush(self.wrapOutboundOut(self.answer), promise: nil)
            self.serve(context: context)
        }
    }
}
