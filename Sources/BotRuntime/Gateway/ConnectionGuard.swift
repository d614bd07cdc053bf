import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps one connection within its limits.
///
/// A connection that has not sent a whole request head in time is closed, so is one whose body does not come in time;
/// and one whose peer stops taking what is written to it;
/// a head that cannot be read is answered as JSON; and after an answer that says `Connection: close` the connection
/// is closed in the way that lets the peer still read it.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Sendable {
        /// From the connection's start to the end of its first request head.
        var head: TimeAmount
        /// From a request's head to its end.
        var body: TimeAmount
        /// From an answer to the end of the next request's head.
        var idle: TimeAmount
        /// While more is to be written than the peer takes: in this time it must take some of it.
        var write: TimeAmount
    }

    private let limits: Limits
    private var timer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?
    private var closesAfterAnswer = false
    private var isReadingBody = false
    private var openRequests = 0
    private var isDiscarding = false

    init(limits: Limits) { self.limits = limits }

    func channelActive(context: ChannelHandlerContext) {
        expect(limits.head, context: context)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expect(limits.head, context: context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

    private func cancelTimers() {
        timer?.cancel()
        stallTimer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDiscarding {
            if case .end = unwrapInboundIn(data) { context.close(promise: nil) }
            return
        }
        switch unwrapInboundIn(data) {
        case .head:
            isReadingBody = true
            openRequests += 1
            expect(limits.body, context: context)
        case .body: break
        case .end:
            isReadingBody = false
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // An answer that comes before the whole request ends the connection: what is left of the body is unwanted.
            if head.status.kind != .informational {
                closesAfterAnswer = isReadingBody || head.headerFields[.connection]?.lowercased() == "close"
            }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.writeAndFlush(data, promise: promise)
            openRequests -= 1
            if closesAfterAnswer {
                lingerAndClose(context: context)
            } else if openRequests == 0 {
                expect(limits.idle, context: context)
            }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        if !context.channel.isWritable { expectProgress(on: context.channel) }
        context.fireChannelWritabilityChanged()
    }

    /// A peer that reads slowly is waited for, one that does not read at all is not.
    private func expectProgress(on channel: any Channel) {
        func unwritten() -> Int { (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }
        let before = unwritten()
        stallTimer = channel.eventLoop.assumeIsolated().scheduleTask(in: limits.write) { [self] in
            if unwritten() < before { expectProgress(on: channel) } else { channel.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        let answer = MalformedRequest.answer()
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        isDiscarding = true
        expect(.milliseconds(250), context: context)
    }

    private func expect(_ limit: TimeAmount, context: ChannelHandlerContext) {
        timer?.cancel()
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    /// A close while the peer is still sending would reset the connection and take the answer with it: what comes is
    /// thrown away for a moment, until the request's end or the peer's own close.
    private func lingerAndClose(context: ChannelHandlerContext) {
        guard isReadingBody else { return context.close(promise: nil) }
        isDiscarding = true
        expect(.seconds(10), context: context)
    }
}
