import NIOCore

/// A caller that sends the first part of its request at once and the rest a byte a second.
final class Dawdler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let atOnce: String
    private var rest: ArraySlice<UInt8>
    private var next: Scheduled<Void>?

    init(atOnce: String, slowly: String) {
        self.atOnce = atOnce
        rest = Array(slowly.utf8)[...]
    }

    func channelActive(context: ChannelHandlerContext) {
        if !atOnce.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: atOnce)), promise: nil) }
        sendByte(context: context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        next?.cancel()
        context.fireChannelInactive()
    }

    private func sendByte(context: ChannelHandlerContext) {
        guard let byte = rest.popFirst() else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
        next = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.sendByte(context: context) }
    }
}
