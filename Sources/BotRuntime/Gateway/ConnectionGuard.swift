import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps one connection within its limits.
///
/// A connection is closed when a request's head or body does not come whole in time. A head that cannot be read is answered
/// as JSON. After an answer that says `Connection: close` the connection is closed in the way that lets the peer still
/// read it.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Sendable {
        /// From the connection's start to the end of its first request head; from the first byte of a later one to its end.
        var head: TimeAmount
        /// From a request's head to its end.
        var body: TimeAmount
        /// From an answer to the first byte of the next request.
        var idle: TimeAmount
    }

    private let limits: Limits
    private var timer: Scheduled<Void>?
    private var closesAfterAnswer = false
    private var isReadingBody = false
    /// Bytes have come that are no whole head yet.
    private var mayBeReadingHead = false
    private var isFirstRequest = true
    private var openRequests = 0
    private var isDiscarding = false
    /// Nothing is left to be written: the connection ends with the request.
    private var closesAfterRequest = false

    init(limits: Limits) { self.limits = limits }

    func channelActive(context: ChannelHandlerContext) {
        expect(limits.head, on: context.channel)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // What this handler is given are whole heads. That one has begun can only be seen before the decoder.
        let watch = ByteWatch { [self] channel in headMayHaveBegun(on: channel) }
        do {
            try context.pipeline.syncOperations.addHandler(watch, position: .first)
        } catch {
            // The connection is going already.
            context.close(promise: nil)
        }
        if context.channel.isActive { expect(limits.head, on: context.channel) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDiscarding {
            if case .end = unwrapInboundIn(data) {
                isReadingBody = false
                if closesAfterRequest { context.close(promise: nil) }
            }
            return
        }
        switch unwrapInboundIn(data) {
        case .head:
            isReadingBody = true
            mayBeReadingHead = false
            isFirstRequest = false
            openRequests += 1
            expect(limits.body, on: context.channel)
        case .body: break
        case .end:
            isReadingBody = false
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            // An answer that comes before the whole request ends the connection: what is left of the body is unwanted.
            if head.status.kind != .informational {
                closesAfterAnswer = isReadingBody || head.headerFields[.connection]?.lowercased() == "close"
            }
            // A stream of HTTP/2 has no connection of its own, and must not speak of it.
            if context.channel.isStream { head.headerFields[.connection] = nil }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            if closesAfterAnswer { isDiscarding = true }
            // Not over before the peer has taken it: a slow one may still have most of it before it.
            let taken = promise ?? context.eventLoop.makePromise()
            taken.futureResult.assumeIsolated().whenSuccess { [self, closesAfterAnswer] in
                answered(context, closes: closesAfterAnswer)
            }
            context.writeAndFlush(data, promise: taken)
        }
    }

    private func answered(_ context: ChannelHandlerContext, closes: Bool) {
        openRequests -= 1
        guard context.channel.isActive, closes || !isDiscarding else { return }
        if closes {
            lingerAndClose(context: context)
        } else if openRequests == 0 {
            expect(mayBeReadingHead ? limits.head : limits.idle, on: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        let answer = MalformedRequest.answer()
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        (isDiscarding, closesAfterRequest) = (true, true)
        expect(.milliseconds(250), on: context.channel)
    }

    /// A silent connection between requests may stay longer than one that dribbles a head. Bytes that came together with
    /// the end of the last request are not seen here; the next ones are.
    private func headMayHaveBegun(on channel: any Channel) {
        guard !isReadingBody, !mayBeReadingHead, !isDiscarding else { return }
        mayBeReadingHead = true
        if openRequests == 0, !isFirstRequest { expect(limits.head, on: channel) }
    }

    private func expect(_ limit: TimeAmount, on channel: any Channel) {
        timer?.cancel()
        timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    /// A close while the peer is still sending would reset the connection and take the answer with it: what comes is
    /// thrown away for a moment, until the request's end or the peer's own close.
    private func lingerAndClose(context: ChannelHandlerContext) {
        guard isReadingBody else { return context.close(promise: nil) }
        closesAfterRequest = true
        expect(.seconds(10), on: context.channel)
    }
}
